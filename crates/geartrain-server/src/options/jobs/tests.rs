use geartrain_dispatch::FunctionOrder;

use crate::config::JobsConfig;
use crate::options::tests::{complaint, parse};

fn jobs(words: &[&str]) -> JobsConfig {
    parse(words).unwrap().config.jobs
}

#[test]
fn job_retries_count_attempts_and_minus_one_is_no_limit() {
    assert_eq!(jobs(&["-j", "-1"]).attempts_max, None);
    assert_eq!(jobs(&["-j", "0"]).attempts_max, Some(1));
    assert_eq!(jobs(&["--job-retries=1"]).attempts_max, Some(1));
    assert_eq!(jobs(&["-j3"]).attempts_max, Some(3));
}

#[test]
fn functions_take_turns_unless_registration_is_asked_for() {
    let registration = ["--function-order", "registration"];
    assert_eq!(jobs(&[]).function_order, FunctionOrder::RoundRobin);
    assert_eq!(jobs(&["-R"]).function_order, FunctionOrder::RoundRobin);
    assert_eq!(
        jobs(&registration).function_order,
        FunctionOrder::Registration
    );
    let line = complaint(&["-R", "--function-order", "registration"]);
    assert_eq!(
        line,
        "--round-robin contradicts --function-order registration"
    );
}

#[test]
fn a_bound_of_zero_is_no_bound() {
    assert_eq!(jobs(&["--queue-bound", "0"]).queue_bound, None);
    assert_eq!(jobs(&["--queue-bound", "7"]).queue_bound, Some(7));
}
