use super::*;

const HEADERS: [(&str, &str); 2] = [("traceparent", "00-a-b-01"), ("tracestate", "x=y: z")];

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    headers.iter().map(owned).collect()
}

#[test]
fn what_is_sealed_is_found_again() {
    for payload in [&b""[..], b"\0binary\n", MARK] {
        let payload = Bytes::from_static(payload);
        let sealed = seal(HEADERS.into_iter(), &payload);
        assert_eq!(open(&sealed), (owned(&HEADERS), payload));
    }
}

#[test]
fn without_headers_the_payload_stays_as_it_is() {
    let payload = Bytes::from_static(b"x");
    assert_eq!(seal::<&str, &str>([].into_iter(), &payload), payload);
    let long = "v".repeat(70_000);
    assert_eq!(seal([("name", &long)].into_iter(), &payload), payload);
}

#[test]
fn what_is_no_envelope_is_all_payload() {
    let cut: Vec<u8> = [MARK, b"\xff\xff", b"a: b\n"].concat();
    let no_text: Vec<u8> = [MARK, b"\0\x01", b"\xff"].concat();
    for payload in [b"".to_vec(), b"plain".to_vec(), MARK.to_vec(), cut, no_text] {
        let payload = Bytes::from(payload);
        assert_eq!(open(&payload), (Vec::new(), payload));
    }
}

#[test]
fn a_header_with_a_line_in_it_is_left_out() {
    let headers = [("good", "1"), ("bad", "1\nforged: 2")];
    let sealed = seal(headers.into_iter(), &Bytes::new());
    assert_eq!(open(&sealed).0, owned(&[("good", "1")]));
}
