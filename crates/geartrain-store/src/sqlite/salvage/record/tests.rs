use super::*;

#[test]
fn a_row_of_every_kind_of_value_is_read() {
    let mut bytes = vec![12, 0, 1, 2, 3, 4, 5, 6, 8, 9, 16, 15];
    bytes.extend([0xff]);
    bytes.extend(2_i16.to_be_bytes());
    bytes.extend([0xff, 0xff, 0xfd]);
    bytes.extend(4_i32.to_be_bytes());
    bytes.extend([0, 0, 0, 0, 0, 5]);
    bytes.extend(i64::MIN.to_be_bytes());
    bytes.extend(b"abx");
    let row = Row::parse(&bytes).expect("a row");
    let expected = [
        ValueRef::Null,
        ValueRef::Integer(-1),
        ValueRef::Integer(2),
        ValueRef::Integer(-3),
        ValueRef::Integer(4),
        ValueRef::Integer(5),
        ValueRef::Integer(i64::MIN),
        ValueRef::Integer(0),
        ValueRef::Integer(1),
        ValueRef::Blob(b"ab"),
        ValueRef::Text(b"x"),
    ];
    assert_eq!(row.values(), expected);
}

#[test]
fn bytes_too_few_or_too_many_are_no_row() {
    let whole = [3, 1, 16, 7, b'a', b'b'];
    assert!(Row::parse(&whole).is_some());
    for length in 0..whole.len() {
        assert!(Row::parse(&whole[..length]).is_none(), "{length} bytes");
    }
    assert!(Row::parse(&[3, 1, 16, 7, b'a', b'b', 0]).is_none());
}

#[test]
fn numbers_of_one_to_nine_bytes_are_read() {
    assert_eq!(varint(&[0x7f, 1]), Some((127, &[1][..])));
    assert_eq!(varint(&[0x81, 0x00]), Some((128, &[][..])));
    assert_eq!(varint(&[0xff; 9]), Some((u64::MAX, &[][..])));
    assert_eq!(varint(&[0xff; 8]), None);
    assert_eq!(varint(&[]), None);
}
