use super::*;

#[test]
fn a_full_queue_is_told_from_other_trouble_of_the_queue() {
    let full = Error::from_packet(b"QUEUE_ERROR", b"Job queue is full");
    assert!(matches!(full, Error::QueueFull));
    for text in ["cannot write to the store", "the disk is full"] {
        let broken = Error::from_packet(b"QUEUE_ERROR", text.as_bytes());
        assert!(matches!(broken, Error::Refused { code, .. } if code == "QUEUE_ERROR"));
    }
}

#[test]
fn a_refused_job_certainly_does_not_run_and_a_lost_one_may() {
    assert!(Error::QueueFull.is_certainly_not_submitted());
    let lost = Error::ConnectionLost {
        server: "localhost:4730".into(),
        reason: Arc::new(io::ErrorKind::ConnectionReset.into()),
    };
    assert!(!lost.is_certainly_not_submitted());
}

#[test]
fn an_exception_is_shown_without_control_bytes() {
    let shown = Error::Exception(Bytes::from_static(b"no \0 such\x1b[31m file")).to_string();
    assert_eq!(
        shown,
        r"the job ended with an exception: no \x00 such\x1b[31m file"
    );
}
