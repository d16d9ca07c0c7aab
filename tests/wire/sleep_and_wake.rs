//! Workers that sleep until there is something to do.

use std::time::{Duration, Instant};

use crate::support::*;

#[test]
fn a_sleeping_worker_is_woken_by_a_job() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    worker.settle();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), job);
}

#[test]
fn a_worker_that_goes_to_sleep_beside_a_job_is_woken_at_once() {
    let server = TestServer::start();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    let mut worker = server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    worker.expect(NOOP, b"");
    worker.grab();
}

/// After it the wake of a worker that did not ask goes to others, as it should.
const WAKE_ANSWER: Duration = Duration::from_secs(1);

/// How many of five sleeping workers one job wakes, looked at while nobody had to ask yet.
fn woken_by_one_job(start: impl Fn() -> TestServer) -> usize {
    let looks = (0..10).map(|_| {
        let server = start();
        let mut workers: Vec<Peer> = (0..5).map(|_| sleeper(&server)).collect();
        let mut client = server.connect();
        let began = Instant::now();
        let woken = woken_of(&mut workers, &mut client);
        (woken, began.elapsed())
    });
    let in_time = looks.into_iter().find(|(_, took)| *took < WAKE_ANSWER);
    in_time.expect("one look is quick").0
}

fn sleeper(server: &TestServer) -> Peer {
    let mut worker = server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    worker.settle();
    worker
}

fn woken_of(workers: &mut [Peer], client: &mut Peer) -> usize {
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    client.settle();
    let mut woken = 0;
    for worker in workers {
        worker.send(ECHO_REQ, b"?");
        while worker.receive_any().0 == NOOP {
            woken += 1;
        }
    }
    woken
}

#[test]
fn one_job_wakes_one_worker() {
    let woken = woken_by_one_job(TestServer::start);
    assert!(woken > 0);
    differs("one-wake-per-job");
    assert_eq!(woken, 1);
}

#[test]
fn one_job_wakes_one_worker_if_that_was_asked_for() {
    let start = || TestServer::with_options(&["--worker-wakeup=1"]);
    assert_eq!(woken_by_one_job(start), 1);
}

#[test]
fn a_woken_worker_that_leaves_passes_the_wake_on() {
    let server = TestServer::start();
    let mut workers: Vec<Peer> = (0..3).map(|_| server.worker(b"f")).collect();
    for worker in &mut workers {
        worker.send(PRE_SLEEP, b"");
        worker.settle();
    }
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    client.settle();
    let woken = workers.iter_mut().position(|worker| {
        worker.send(ECHO_REQ, b"?");
        worker.receive_any().0 == NOOP
    });
    drop(workers.remove(woken.unwrap()));
    // The wake goes to one of the others; whoever asks gets the job.
    eventually(|| operator_sees_wake(&mut workers));
    assert_eq!(workers[0].grab(), job);
}

/// Whether any of them was woken; answers to the probes are read.
fn operator_sees_wake(workers: &mut [Peer]) -> bool {
    workers.iter_mut().any(|worker| {
        worker.send(ECHO_REQ, b"!");
        let mut is_woken = false;
        loop {
            match worker.receive_any() {
                (NOOP, _) => is_woken = true,
                (ECHO_RES, body) if body == b"!" => return is_woken,
                (_, _) => {}
            }
        }
    })
}

#[test]
fn going_to_sleep_again_and_again_does_no_harm() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    for _ in 0..10 {
        worker.send(PRE_SLEEP, b"");
    }
    worker.settle();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[b"f", b"", b"x"]);
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), job);
    worker.complete(&job, b"");
    worker.expect_nothing_more();
}

#[test]
fn a_worker_that_asks_is_awake() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    worker.expect_no_job();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    client.settle();
    worker.expect_nothing_more();
    worker.send(PRE_SLEEP, b"");
    worker.expect(NOOP, b"");
}

#[test]
fn a_worker_that_sleeps_may_say_other_things() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    worker.send(SET_CLIENT_ID, b"sleeper");
    worker.send(CAN_DO, b"g");
    worker.send(CANT_DO, b"g");
    worker.settle();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.expect(NOOP, b"");
}

#[test]
fn a_worker_with_a_job_may_sleep_and_is_woken_for_another() {
    let server = TestServer::start();
    let mut client = server.connect();
    let mut worker = server.worker(b"f");
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.grab();
    worker.send(PRE_SLEEP, b"");
    worker.settle();
    let second = client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), second);
}

#[test]
fn a_sleeper_that_submits_a_job_gets_the_handle_and_is_woken_then() {
    let server = TestServer::start();
    let mut worker = server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    worker.send(SUBMIT_JOB_BG, &fields(&[b"f", b"", b"x"]));
    differs("answer-before-wake");
    let job = worker.receive(JOB_CREATED);
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), *job);
}

#[test]
fn a_worker_that_can_do_nothing_sleeps_on() {
    let server = TestServer::start();
    let mut worker = server.connect();
    worker.send(PRE_SLEEP, b"");
    worker.settle();
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[b"f", b"", b"x"]);
    worker.expect_nothing_more();
}

#[test]
fn a_worker_that_learns_a_function_while_it_sleeps_is_woken_for_it() {
    let server = TestServer::start();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[b"g", b"", b"x"]);
    let mut worker = server.worker(b"f");
    worker.send(PRE_SLEEP, b"");
    worker.can_do(b"g");
    differs("new-ability-wakes");
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), job);
}
