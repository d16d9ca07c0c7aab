use geartrain_store::Priority;

use super::*;

fn job() -> GearmandJob {
    GearmandJob {
        function: Bytes::from_static(b"f"),
        unique: Unique::Given(Bytes::from_static(b"u\xff")),
        workload: Bytes::from_static(b"a\0b"),
        priority: Priority::HIGH,
        not_before: None,
    }
}

#[test]
fn a_row_becomes_a_background_job_with_all_that_it_says() {
    let submission = submission(&job()).expect("it is a job");
    assert_eq!(submission.mode, SubmitMode::Background);
    assert_eq!(submission.priority, SubmitPriority::High);
    assert_eq!(submission.unique.as_bytes(), b"u\xff");
    assert_eq!(&submission.workload[..], b"a\0b");
    assert_eq!(submission.start, Start::Now);
}

#[test]
fn a_job_for_later_is_submitted_for_later() {
    let later = GearmandJob {
        not_before: Some(Timestamp(u64::MAX)),
        ..job()
    };
    let submission = submission(&later).expect("it is a job");
    assert_eq!(submission.start, Start::At(u64::MAX / 1_000));
    assert_eq!(submission.priority, SubmitPriority::Normal);
}

#[test]
fn a_time_that_has_passed_does_not_count() {
    assert_eq!(start(Some(Timestamp(5)), Timestamp(5)), Start::Now);
    assert_eq!(start(Some(Timestamp(6_000)), Timestamp(5)), Start::At(6));
}

#[test]
fn rows_that_are_no_jobs_are_told() {
    for (function, unique) in [
        (vec![], vec![]),
        (vec![b'f'; 513], vec![]),
        (vec![b'f'], vec![b'u'; 65]),
        (b"a\0b".to_vec(), vec![]),
    ] {
        let row = GearmandJob {
            function: function.into(),
            unique: Unique::Given(unique.into()),
            ..job()
        };
        assert!(matches!(submission(&row), Err(RowError::Name(_))));
    }
}
