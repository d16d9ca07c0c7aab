//! Which job comes first.

use crate::support::*;

#[test]
fn high_comes_before_normal_and_normal_before_low() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let low = client.submit(SUBMIT_JOB_LOW_BG, &[f, b"", b"x"]);
    let normal = client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]);
    let high = client.submit(SUBMIT_JOB_HIGH_BG, &[f, b"", b"x"]);
    let mut worker = server.worker(f);
    assert_eq!(
        [worker.grab(), worker.grab(), worker.grab()],
        [high, normal, low]
    );
}

#[test]
fn jobs_of_one_priority_run_in_the_order_in_which_they_came() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    let jobs: Vec<Vec<u8>> = (0..50)
        .map(|_| client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]))
        .collect();
    let mut worker = server.worker(f);
    for job in jobs {
        assert_eq!(worker.grab(), job);
    }
}

#[test]
fn priority_counts_over_all_functions_of_a_worker() {
    let server = TestServer::start();
    let (f, g) = (&server.function()[..], &server.function()[..]);
    let mut client = server.connect();
    let low = client.submit(SUBMIT_JOB_LOW_BG, &[f, b"", b"x"]);
    let high = client.submit(SUBMIT_JOB_HIGH_BG, &[g, b"", b"x"]);
    let mut worker = server.connect();
    worker.can_do(g);
    worker.can_do(f);
    assert_eq!([worker.grab(), worker.grab()], [high, low]);
}

#[test]
fn functions_of_equal_priority_take_turns() {
    let server = TestServer::start();
    let (f, g) = (server.function(), server.function());
    let mut client = server.connect();
    for _ in 0..3 {
        client.submit(SUBMIT_JOB_BG, &[&f, b"", b"x"]);
    }
    for _ in 0..3 {
        client.submit(SUBMIT_JOB_BG, &[&g, b"", b"x"]);
    }
    let mut worker = server.connect();
    worker.can_do(&f);
    worker.can_do(&g);
    let functions: Vec<Vec<u8>> = (0..6)
        .map(|_| {
            worker.send(GRAB_JOB, b"");
            let assign = worker.receive(JOB_ASSIGN);
            assign.split(|byte| *byte == 0).nth(1).unwrap().to_vec()
        })
        .collect();
    for pair in functions.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }
}
