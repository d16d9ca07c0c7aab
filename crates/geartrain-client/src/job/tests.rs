use super::*;

#[test]
fn a_plain_job_starts_now_with_normal_priority_and_no_unique() {
    let submit = Job::new("f", "x")
        .into_submit(SubmitMode::Foreground, &Settings::default())
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
        .into_submit(SubmitMode::Background, &Settings::default())
        .unwrap();
    assert_eq!(submit.start, Start::At(2));
    let at = UNIX_EPOCH + Duration::from_secs(2);
    let submit = Job::new("f", "")
        .at(at)
        .into_submit(SubmitMode::Background, &Settings::default())
        .unwrap();
    assert_eq!(submit.start, Start::At(2));
}

#[test]
fn what_no_packet_can_carry_is_refused_before_it_is_sent() {
    let at = UNIX_EPOCH + Duration::from_secs(2);
    let refused = |job: Job, mode| {
        matches!(
            job.into_submit(mode, &Settings::default()),
            Err(Error::Unsupported(_))
        )
    };
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
    let refused = |job: Job| {
        matches!(
            job.into_submit(SubmitMode::Foreground, &Settings::default()),
            Err(Error::Name(_))
        )
    };
    assert!(refused(Job::new("", "x")));
    assert!(refused(Job::new("f\0g", "x")));
    assert!(refused(Job::new("f", "x").unique([b'u'; 65])));
}

#[test]
fn a_namespace_stands_before_functions_and_reducers() {
    let settings = Settings {
        namespace: Bytes::from_static(b"ns_"),
        ..Settings::default()
    };
    let job = Job::new("map", "x").reducer("red");
    let submit = job.into_submit(SubmitMode::Foreground, &settings).unwrap();
    assert_eq!(submit.function.as_bytes(), b"ns_map");
    assert_eq!(submit.reducer.unwrap().name, "ns_red");
    let nameless = Job::new("", "x").into_submit(SubmitMode::Foreground, &settings);
    assert!(matches!(nameless, Err(Error::Name(_))));
}

#[test]
fn a_job_that_no_packet_carries_is_refused_before_it_is_sent() {
    let settings = Settings {
        packet_bytes_max: 10,
        ..Settings::default()
    };
    // Function, unique and two separators take five bytes.
    let job = |payload: &'static str| Job::new("ff", payload).unique("u");
    let submit = |payload| job(payload).into_submit(SubmitMode::Background, &settings);
    assert!(submit("12345").is_ok());
    let (bytes, bytes_max) = (11, 10);
    let refused = submit("123456");
    assert!(
        matches!(refused, Err(Error::TooLarge { bytes: b, bytes_max: m }) if (b, m) == (bytes, bytes_max)),
        "{refused:?}"
    );
    let at = UNIX_EPOCH + Duration::from_secs(100);
    assert!(
        job("1")
            .at(at)
            .into_submit(SubmitMode::Background, &settings)
            .is_ok()
    );
    assert!(
        job("12")
            .at(at)
            .into_submit(SubmitMode::Background, &settings)
            .is_err()
    );
    assert!(
        job("")
            .reducer("rrr")
            .into_submit(SubmitMode::Background, &settings)
            .is_ok()
    );
    assert!(
        job("1")
            .reducer("rrr")
            .into_submit(SubmitMode::Background, &settings)
            .is_err()
    );
}

#[test]
fn a_delay_without_end_is_no_panic() {
    let job = Job::new("f", "").after(Duration::MAX);
    assert!(
        job.into_submit(SubmitMode::Background, &Settings::default())
            .is_ok()
    );
}
