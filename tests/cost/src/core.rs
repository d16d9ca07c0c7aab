//! Fixed runs of the rules. Each prepares what it needs and gives the part that is measured.

use bytes::Bytes;
use geartrain_dispatch::{Config, Input, JobId, Submission, Timestamp, Unique};

use crate::desk::{Desk, background, foreground, function};

/// The measured part of a run.
pub type Part = Box<dyn FnMut()>;

/// Eight sleeping workers; jobs come one at a time, and whoever is woken serves.
#[must_use]
pub fn one_at_a_time() -> Part {
    let mut desk = Desk::default();
    let name = function(0);
    for worker in 1..=8 {
        desk.able(worker, &name);
        desk.input(worker, Input::Sleep);
    }
    Box::new(move || {
        for client in (100..108).cycle().take(10_000) {
            let woken = desk.submit(client, foreground(&name));
            let worker = woken.expect("a sleeper is woken");
            assert!(desk.serve(worker), "a job is there");
            desk.serve(worker);
            desk.input(worker, Input::Sleep);
        }
    })
}

/// A queue is filled, then drained.
#[must_use]
pub fn fill_and_drain() -> Part {
    fill_and_drain_with(Config::default())
}

/// The same for jobs that are to be kept.
#[must_use]
pub fn fill_and_drain_kept() -> Part {
    fill_and_drain_with(Config {
        is_durable: true,
        ..Config::default()
    })
}

fn fill_and_drain_with(config: Config) -> Part {
    let mut desk = Desk::new(config);
    let name = function(0);
    desk.able(1, &name);
    let mut jobs = backgrounds(&name);
    Box::new(move || {
        for job in jobs.drain(..) {
            desk.submit(2, job);
        }
        while desk.serve(1) {}
        assert_eq!(desk.dispatcher.view().job_count(), 0);
    })
}

fn backgrounds(name: &Bytes) -> Vec<Submission> {
    (0..10_000).map(|number| background(name, number)).collect()
}

/// Workers that can run a hundred of ten thousand functions.
#[must_use]
pub fn many_functions() -> Part {
    let mut desk = Desk::default();
    let names: Vec<Bytes> = (0..10_000).map(function).collect();
    for worker in 0..100_usize {
        let peer = worker as u64;
        // Not neighbours: a worker's functions are spread over the whole table.
        for number in 0..100 {
            desk.able(peer, &names[number * 100 + worker]);
        }
        desk.input(peer, Input::Sleep);
    }
    Box::new(move || {
        for number in (0..names.len()).map(|number| number * 7_919 % names.len()) {
            let woken = desk.submit(1_000, foreground(&names[number]));
            let worker = woken.expect("a sleeper is woken");
            assert!(desk.serve(worker), "a job is there");
            desk.input(worker, Input::Sleep);
        }
    })
}

/// Submissions that join a job, and questions about it.
#[must_use]
pub fn joining_and_asking() -> Part {
    let mut desk = Desk::default();
    let name = function(0);
    for job in backgrounds(&name) {
        desk.submit(2, job);
    }
    let mut again = backgrounds(&name);
    Box::new(move || {
        for (number, submission) in again.drain(..).enumerate() {
            let Unique::Given(unique) = submission.unique.clone() else {
                panic!("each has a unique");
            };
            desk.submit(3, submission);
            let job = JobId(1 + number as u64);
            desk.input(3, Input::Status { job });
            desk.input(3, Input::UniqueStatus { unique });
        }
    })
}

/// Jobs that wait for their time, all for the same moment, and that moment.
#[must_use]
pub fn all_due_at_once() -> Part {
    let mut desk = Desk::default();
    let name = function(0);
    let due = Timestamp(desk.now().0 + 1_000);
    let mut jobs = backgrounds(&name);
    Box::new(move || {
        for job in jobs.drain(..) {
            let not_before = Some(Box::new(due));
            desk.submit(2, Submission { not_before, ..job });
        }
        desk.pass_ms(1_000);
        desk.tick_all();
    })
}

/// A client with many jobs leaves, and a worker with many.
#[must_use]
pub fn departures() -> Part {
    let mut desk = Desk::default();
    let name = function(0);
    desk.able(1, &name);
    Box::new(move || {
        for number in 0..10_000 {
            desk.submit(2 + number % 2, foreground(&name));
        }
        for _ in 0..5_000 {
            desk.grab(1);
        }
        for peer in [1, 2, 3] {
            desk.input(peer, Input::Disconnected);
        }
        desk.tick_all();
    })
}
