use super::*;

#[test]
fn a_small_payload_lets_its_buffer_go() {
    let buffer = Bytes::from(vec![7; 64 * 1024]);
    let kept = keep(buffer.slice(..100));
    assert!(buffer.is_unique());
    assert_eq!(kept, [7; 100][..]);
}

#[test]
fn a_large_payload_is_not_copied() {
    let buffer = Bytes::from(vec![7; 64 * 1024]);
    let kept = keep(buffer.slice(..SHARED_BYTES_MIN));
    assert_eq!(kept.as_ptr(), buffer.as_ptr());
}
