use std::time::Duration;

use super::{bytes, time};

#[test]
fn sizes_take_binary_and_decimal_units() {
    for (text, expected) in [
        ("1", 1),
        ("4096b", 4_096),
        ("64KiB", 65_536),
        ("64k", 65_536),
        ("2MiB", 2 << 20),
        ("2 M", 2 << 20),
        ("2MB", 2_000_000),
        ("1G", 1 << 30),
    ] {
        assert_eq!(bytes(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_no_size_is_refused() {
    for text in [
        "",
        "0",
        "-1",
        "MiB",
        "1.5MiB",
        "12XB",
        "99999999999999999999",
        "18446744073709551615GiB",
    ] {
        assert!(bytes(text).is_err(), "{text}");
    }
}

#[test]
fn times_take_units_and_are_seconds_without() {
    assert_eq!(time("90"), Ok(Duration::from_secs(90)));
    assert_eq!(time("500ms"), Ok(Duration::from_millis(500)));
    assert_eq!(time("10m"), Ok(Duration::from_secs(600)));
    assert_eq!(time("1h 30m"), Ok(Duration::from_secs(5_400)));
}

#[test]
fn what_is_no_time_is_refused() {
    for text in ["", "-1", "soon", "10 parsecs", "1.5"] {
        assert!(time(text).is_err(), "{text}");
    }
}
