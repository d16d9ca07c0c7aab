//! Workers that sleep until there is something to do.

use crate::support::*;

#[test]
fn a_sleeping_worker_is_woken_by_a_job() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    worker.send(PRE_SLEEP, b"");
    worker.settle();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), job);
}

#[test]
fn a_worker_that_goes_to_sleep_beside_a_job_is_woken_at_once() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]);
    let mut worker = server.worker(f);
    worker.send(PRE_SLEEP, b"");
    worker.expect(NOOP, b"");
    worker.grab();
}

#[test]
fn one_job_wakes_one_worker() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut workers: Vec<Peer> = (0..5).map(|_| server.worker(f)).collect();
    for worker in &mut workers {
        worker.send(PRE_SLEEP, b"");
        worker.settle();
    }
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]);
    client.settle();
    let mut woken = 0;
    for worker in &mut workers {
        worker.send(ECHO_REQ, b"?");
        while worker.receive_any().0 == NOOP {
            woken += 1;
        }
    }
    assert_eq!(woken, 1);
}

#[test]
fn a_woken_worker_that_leaves_passes_the_wake_on() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut workers: Vec<Peer> = (0..3).map(|_| server.worker(f)).collect();
    for worker in &mut workers {
        worker.send(PRE_SLEEP, b"");
        worker.settle();
    }
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[f, b"", b"x"]);
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
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    for _ in 0..10 {
        worker.send(PRE_SLEEP, b"");
    }
    worker.settle();
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB, &[f, b"", b"x"]);
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), job);
    worker.send(WORK_COMPLETE, &fields(&[&job, b""]));
    worker.expect_nothing_more();
}

#[test]
fn a_worker_that_learns_a_function_while_it_sleeps_is_woken_for_it() {
    let server = TestServer::start();
    let (f, g) = (server.function(), server.function());
    let mut client = server.connect();
    let job = client.submit(SUBMIT_JOB_BG, &[&g, b"", b"x"]);
    let mut worker = server.worker(&f);
    worker.send(PRE_SLEEP, b"");
    worker.can_do(&g);
    worker.expect(NOOP, b"");
    assert_eq!(worker.grab(), job);
}

#[test]
fn an_ability_that_was_taken_back_gets_no_job() {
    let server = TestServer::start();
    let (f, g) = (server.function(), server.function());
    let mut client = server.connect();
    client.submit(SUBMIT_JOB_BG, &[&f, b"", b"x"]);
    client.submit(SUBMIT_JOB_BG, &[&g, b"", b"x"]);
    let mut worker = server.worker(&f);
    worker.can_do(&g);
    worker.send(CANT_DO, &f);
    worker.grab();
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
    worker.can_do(&f);
    worker.send(RESET_ABILITIES, b"");
    worker.send(GRAB_JOB, b"");
    worker.expect(NO_JOB, b"");
    assert_eq!(client.status_of(&f), Some([1, 0, 0]));
}

#[test]
fn registering_twice_counts_one_worker() {
    let server = TestServer::start();
    let f = &server.function()[..];
    let mut worker = server.worker(f);
    worker.can_do(f);
    worker.can_do(f);
    assert_eq!(worker.status_of(f), Some([0, 0, 1]));
}
