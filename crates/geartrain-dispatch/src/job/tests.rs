use super::*;
use crate::stage::{background, bytes, unique};

fn job(submission: Submission) -> Job {
    Job::new(JobId(1), FunctionId(0), submission)
}

#[test]
fn a_job_takes_no_more_than_104_bytes() {
    assert!(size_of::<Job>() <= 104, "{}", size_of::<Job>());
    assert_eq!(size_of::<Option<Job>>(), size_of::<Job>());
}

#[test]
fn a_job_keeps_the_unique_as_it_was_submitted() {
    for submitted in [Unique::None, Unique::Given(bytes("u")), Unique::Workload] {
        let submission = Submission {
            unique: submitted.clone(),
            ..background("f")
        };
        assert_eq!(job(submission).unique(), submitted);
    }
}

#[test]
fn a_unique_and_a_workload_of_the_same_bytes_do_not_join() {
    let by_unique = job(unique("load", background("f")));
    let by_workload = job(Submission {
        unique: Unique::Workload,
        ..background("f")
    });
    assert!(by_unique.coalesces_by().is_some());
    assert!(by_unique.coalesces_by() != by_workload.coalesces_by());
}
