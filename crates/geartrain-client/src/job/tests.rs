use super::*;

#[test]
fn a_plain_job_starts_now_with_normal_priority_and_no_unique() {
    let submit = Job::new("f", "x")
        .into_submit(SubmitMode::Foreground)
        .unwrap();
    assert_eq!(submit.function.as_bytes(), b"f");
    assert_eq!(submit.workload, "x");
    assert_eq!(submit.unique.as_bytes(), b"");
    assert_eq!(submit.start, Start::Now);
    assert_eq!(submit.priority, SubmitPriority::Normal);
    assert_eq!(submit.reducer, None);
}

#[test]
fn a_start_time_is_rounded_up_to_whole_seconds() {
    let at = UNIX_EPOCH + Duration::from_millis(1500);
    let submit = Job::new("f", "")
        .at(at)
        .into_submit(SubmitMode::Background)
        .unwrap();
    assert_eq!(submit.start, Start::At(2));
    let at = UNIX_EPOCH + Duration::from_secs(2);
    let submit = Job::new("f", "")
        .at(at)
        .into_submit(SubmitMode::Background)
        .unwrap();
    assert_eq!(submit.start, Start::At(2));
}

#[test]
fn what_no_packet_can_carry_is_refused_before_it_is_sent() {
    let at = UNIX_EPOCH + Duration::from_secs(2);
    let refused = |job: Job, mode| matches!(job.into_submit(mode), Err(Error::Unsupported(_)));
    assert!(refused(Job::new("f", "").at(at), SubmitMode::Foreground));
    assert!(refused(
        Job::new("f", "").at(at).priority(Priority::High),
        SubmitMode::Background
    ));
    assert!(refused(
        Job::new("f", "").reducer("r").priority(Priority::Low),
        SubmitMode::Background
    ));
    assert!(refused(
        Job::new("f", "").reducer("r").at(at),
        SubmitMode::Background
    ));
    assert!(refused(
        Job::new("f", "").reducer("r\0"),
        SubmitMode::Foreground
    ));
}

#[test]
fn names_that_break_the_protocol_are_refused_before_they_are_sent() {
    let refused = |job: Job| matches!(job.into_submit(SubmitMode::Foreground), Err(Error::Name(_)));
    assert!(refused(Job::new("", "x")));
    assert!(refused(Job::new("f\0g", "x")));
    assert!(refused(Job::new("f", "x").unique([b'u'; 65])));
}
