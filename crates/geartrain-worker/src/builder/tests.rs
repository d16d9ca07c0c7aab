use super::*;

async fn handler(_: JobContext) -> Result<Bytes, Failure> {
    Ok(Bytes::new())
}

#[test]
fn a_worker_without_a_function_is_refused() {
    assert!(matches!(Worker::builder().build(), Err(Error::NoFunction)));
}

#[test]
fn a_function_that_is_there_twice_is_refused() {
    let built = Worker::builder()
        .function("f", handler)
        .function("f", handler)
        .build();
    assert!(matches!(built, Err(Error::FunctionTwice(name)) if name == "f"));
}

#[test]
fn names_and_addresses_are_checked_before_anything_is_sent() {
    let built = Worker::builder().function("", handler).build();
    assert!(matches!(built, Err(Error::Name(_))));
    let built = Worker::builder()
        .function("f", handler)
        .server("host:x")
        .build();
    assert!(matches!(built, Err(Error::Address(_))));
}

#[test]
fn a_namespace_counts_for_the_length_of_a_name() {
    let name = "f".repeat(500);
    let plain = Worker::builder().function(&name, handler);
    assert!(plain.clone().build().is_ok());
    let built = plain.namespace("a rather long prefix").build();
    assert!(matches!(built, Err(Error::Name(_))));
}
