use std::io::Cursor;

use super::*;

#[test]
fn a_payload_of_the_largest_size_is_read_and_a_larger_one_is_refused() {
    let read = |text: &'static [u8]| read_at_most(4, text, "cannot read");
    assert_eq!(read(b"four"), Ok(Bytes::from("four")));
    let trouble = read(b"fiver").expect_err("it is too large");
    assert_eq!(trouble.code, Code::Here);
    assert!(trouble.message.contains("4 bytes"), "{}", trouble.message);
}

#[test]
fn lines_keep_their_ends_until_they_are_taken() {
    let mut source = Cursor::new(b"one\n\ntwo");
    let mut lines = Vec::new();
    while let Some(line) = read_line(&mut source).expect("read") {
        lines.push(line);
    }
    assert_eq!(lines, ["one\n", "\n", "two"]);
    let bare: Vec<Bytes> = lines.into_iter().map(without_end).collect();
    assert_eq!(bare, ["one", "", "two"]);
}

#[test]
fn a_line_of_the_largest_size_is_read_and_a_longer_one_is_refused() {
    let read = |text: &'static [u8]| read_line_at_most(4, &mut Cursor::new(text));
    assert_eq!(read(b"four\nx"), Ok(Some(Bytes::from("four\n"))));
    assert_eq!(read(b"four"), Ok(Some(Bytes::from("four"))));
    let trouble = read(b"fiver\n").expect_err("it is too long");
    assert!(trouble.message.contains("4 bytes"), "{}", trouble.message);
}
