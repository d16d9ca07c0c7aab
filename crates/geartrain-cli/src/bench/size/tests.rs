use super::*;

#[test]
fn sizes_are_bytes_or_have_a_unit() {
    assert_eq!(parse("0"), Ok(0));
    assert_eq!(parse("64"), Ok(64));
    assert_eq!(parse("100KiB"), Ok(102_400));
    assert_eq!(parse("64 MiB"), Ok(64 << 20));
}

#[test]
fn what_is_no_size_or_does_not_fit_a_packet_is_refused() {
    for text in [
        "",
        "MiB",
        "-1",
        "1.5MiB",
        "1 kg",
        "1GiB",
        "99999999999999999999GiB",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn what_is_sent_in_all_may_be_more_than_fits_a_packet() {
    assert_eq!(volume("3GiB"), Ok(3 << 30));
    assert!(volume("18446744073709551615KiB").is_err());
}
