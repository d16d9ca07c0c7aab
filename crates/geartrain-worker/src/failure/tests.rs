use super::*;

#[derive(Debug, thiserror::Error)]
#[error("cannot read the picture")]
struct Outer(#[source] std::num::ParseIntError);

#[test]
fn an_error_becomes_an_exception_with_its_causes() {
    fn handler() -> Result<u32, Failure> {
        "x".parse().map_err(Outer).map_err(Failure::from)
    }
    let why = "cannot read the picture: invalid digit found in string";
    assert_eq!(handler(), Err(Failure::exception(why)));
}
