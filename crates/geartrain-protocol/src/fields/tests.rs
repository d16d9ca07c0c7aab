//! Bodies cut into fields.

use bytes::Bytes;

use super::{Fields, MissingSeparator, decimal};

fn fields(body: &'static [u8]) -> Fields {
    Fields::new(Bytes::from_static(body))
}

#[test]
fn fields_are_separated_by_nul_and_the_last_runs_to_the_end() {
    let mut fields = fields(b"a\0\0c\0d");
    assert_eq!(fields.separated("one").as_deref(), Ok(b"a".as_slice()));
    assert_eq!(fields.separated("two").as_deref(), Ok(b"".as_slice()));
    assert_eq!(&fields.rest()[..], b"c\0d");
}

#[test]
fn a_field_without_its_separator_is_named_and_stays() {
    let mut fields = fields(b"abc");
    let missing = MissingSeparator { field: "one" };
    assert_eq!(fields.separated("one"), Err(missing));
    assert_eq!(&fields.rest()[..], b"abc");
}

#[test]
fn a_field_that_may_lack_its_separator_takes_all_of_the_rest() {
    let mut fields = fields(b"a\0bc");
    assert_eq!(&fields.separated_or_rest()[..], b"a");
    assert_eq!(&fields.separated_or_rest()[..], b"bc");
    assert_eq!(&fields.separated_or_rest()[..], b"");
}

#[test]
fn a_number_is_digits_and_nothing_else() {
    assert_eq!(decimal(b"0"), Some(0));
    assert_eq!(decimal(b"007"), Some(7));
    assert_eq!(decimal(b"18446744073709551615"), Some(u64::MAX));
    for wrong in [
        b"".as_slice(),
        b"-1",
        b"+1",
        b" 1",
        b"1 ",
        b"0x1",
        b"1\0",
        b"\xd9\xa1",
    ] {
        assert_eq!(decimal(wrong), None, "{wrong:?}");
    }
    assert_eq!(decimal(b"18446744073709551616"), None, "one too many");
}
