//! Which job comes first.

use crate::support::*;

/// Names of the functions of the next jobs that a worker gets.
fn functions_of_next(worker: &mut Peer, count: usize) -> Vec<u8> {
    let next = (0..count).map(|_| {
        worker.send(GRAB_JOB, b"");
        let assign = worker.receive(JOB_ASSIGN);
        let function = assign.split(|byte| *byte == 0).nth(1);
        function.expect("an assignment has a function")[0]
    });
    next.collect()
}

/// A worker that can do f and then g, of which there are three jobs each.
fn worker_beside_two_functions(server: &TestServer) -> Peer {
    let mut client = server.connect();
    for function in [b"f", b"g"] {
        for _ in 0..3 {
            client.submit(SUBMIT_JOB_BG, &[function, b"", b"x"]);
        }
    }
    let mut worker = server.connect();
    worker.can_do(b"f");
    worker.can_do(b"g");
    worker
}

#[test]
fn high_comes_before_normal_and_normal_before_low() {
    let server = TestServer::start();
    let mut client = server.connect();
    let low = client.submit(SUBMIT_JOB_LOW_BG, &[b"f", b"", b"x"]);
    let normal = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    let high = client.submit(SUBMIT_JOB_HIGH_BG, &[b"f", b"", b"x"]);
    let mut worker = server.worker(b"f");
    let order = [worker.grab(), worker.grab(), worker.grab()];
    assert_eq!(order, [high, normal, low]);
}

#[test]
fn jobs_of_one_priority_run_in_the_order_in_which_they_came() {
    let server = TestServer::start();
    let mut client = server.connect();
    let jobs: Vec<Text> = (0..50)
        .map(|_| client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]))
        .collect();
    let mut worker = server.worker(b"f");
    for job in jobs {
        assert_eq!(worker.grab(), job);
    }
}

#[test]
fn priority_counts_over_all_functions_of_a_worker() {
    let server = TestServer::start();
    let mut client = server.connect();
    let low = client.submit(SUBMIT_JOB_LOW_BG, &[b"f", b"", b"x"]);
    let high = client.submit(SUBMIT_JOB_HIGH_BG, &[b"g", b"", b"x"]);
    let mut worker = server.connect();
    worker.can_do(b"g");
    worker.can_do(b"f");
    let order = [worker.grab(), worker.grab()];
    differs("priority-over-functions");
    assert_eq!(order, [high, low]);
}

#[test]
fn functions_of_equal_priority_take_turns() {
    let server = TestServer::start();
    let mut worker = worker_beside_two_functions(&server);
    let functions = functions_of_next(&mut worker, 6);
    differs("functions-take-turns");
    assert_eq!(functions, b"fgfgfg");
}

#[test]
fn functions_take_turns_if_that_was_asked_for() {
    let server = TestServer::with_options(&["--round-robin"]);
    let mut worker = worker_beside_two_functions(&server);
    let functions = functions_of_next(&mut worker, 6);
    for pair in functions.windows(2) {
        assert_ne!(pair[0], pair[1], "{}", functions.escape_ascii());
    }
}

#[test]
fn the_function_registered_last_comes_first_as_before_if_that_was_asked_for() {
    let server = TestServer::as_gearmand(&["--function-order=registration"]);
    let mut worker = worker_beside_two_functions(&server);
    worker.submit(SUBMIT_JOB_HIGH_BG, &[b"f", b"", b"x"]);
    assert_eq!(functions_of_next(&mut worker, 7), b"gggffff");
}
