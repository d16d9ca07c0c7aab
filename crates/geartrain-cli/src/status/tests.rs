use super::*;

#[test]
fn a_running_job_tells_how_far_it_is() {
    let mut status = JobStatus::default();
    assert_eq!(describe(status), "waiting");
    status.is_running = true;
    assert_eq!(describe(status), "running");
    (status.numerator, status.denominator) = (1, 4);
    assert_eq!(describe(status), "running  25%  1 of 4");
}
