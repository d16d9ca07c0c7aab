use tokio::runtime::RuntimeFlavor;

use super::*;

#[test]
fn one_thread_has_no_tasks_to_share() {
    let runtime = runtime(1).unwrap();
    assert_eq!(
        runtime.handle().runtime_flavor(),
        RuntimeFlavor::CurrentThread
    );
}

#[test]
fn several_threads_share_all_tasks() {
    let runtime = runtime(3).unwrap();
    assert_eq!(
        runtime.handle().runtime_flavor(),
        RuntimeFlavor::MultiThread
    );
    assert_eq!(runtime.metrics().num_workers(), 3);
}

#[test]
fn without_a_number_each_processor_gets_a_thread() {
    let processors = available_parallelism().unwrap().get();
    assert_eq!(runtime(0).unwrap().metrics().num_workers(), processors);
}
