use super::*;
use crate::stage::{Stage, background, complete, peer};
use crate::{Input, JobId};

const CLIENT: PeerId = PeerId(1);

impl Stage {
    /// Asks and gives the replies.
    fn ask(&mut self, worker: PeerId) -> Vec<(PeerId, Reply)> {
        self.input(worker, Input::Ask(GrabKind::Plain))
    }

    /// A worker that ended a job a moment ago.
    fn busy_worker(&mut self, number: u64, function: &str) -> PeerId {
        let worker = peer(number);
        self.able(worker, &[function]);
        let job = self.submit(CLIENT, background(function));
        assert_eq!(self.grab(worker), Some(job));
        self.finish(worker, job, complete("done"));
        worker
    }

    fn turn_away(&mut self) -> Vec<(PeerId, Reply)> {
        let mut effects = Vec::new();
        if let Some(last) = self.dispatcher.view().last_asker() {
            self.dispatcher.turn_away(self.now, last, &mut effects);
        }
        self.settle(effects)
    }
}

/// Jobs in these replies, and who got them.
fn assigned(replies: &[(PeerId, Reply)]) -> Vec<(PeerId, JobId)> {
    let given = replies.iter().filter_map(|(to, reply)| match reply {
        Reply::Assigned(assignment) => Some((*to, assignment.job)),
        _ => None,
    });
    given.collect()
}

#[test]
fn a_job_goes_to_the_worker_that_asked_before_it_came() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    assert_eq!(stage.ask(worker), []);
    let replies = stage.input(CLIENT, Input::Submit(background("f")));
    assert_eq!(assigned(&replies), [(worker, JobId(2))]);
}

#[test]
fn the_submitter_hears_of_its_job_before_a_worker_does() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    stage.ask(worker);
    let replies = stage.input(CLIENT, Input::Submit(background("f")));
    assert_eq!(replies[0], (CLIENT, Reply::JobCreated { job: JobId(2) }));
}

#[test]
fn nobody_is_woken_for_a_job_that_an_asker_takes() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    let sleeper = peer(3);
    stage.able(sleeper, &["f"]);
    stage.sleep(sleeper);
    stage.ask(worker);
    let replies = stage.input(CLIENT, Input::Submit(background("f")));
    assert_eq!(crate::stage::noops(&replies), []);
    let replies = stage.input(CLIENT, Input::Submit(background("f")));
    assert_eq!(crate::stage::noops(&replies), [sleeper]);
}

#[test]
fn whoever_asked_first_is_served_first() {
    let mut stage = Stage::new();
    let first = stage.busy_worker(2, "f");
    let second = stage.busy_worker(3, "f");
    stage.ask(first);
    stage.ask(second);
    let mut served = Vec::new();
    for _ in 0..2 {
        let replies = stage.input(CLIENT, Input::Submit(background("f")));
        served.extend(assigned(&replies));
    }
    assert_eq!(served, [(first, JobId(3)), (second, JobId(4))]);
}

#[test]
fn an_asker_gets_no_job_that_it_cannot_do() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    stage.ask(worker);
    let replies = stage.input(CLIENT, Input::Submit(background("g")));
    assert_eq!(assigned(&replies), []);
}

#[test]
fn a_worker_waits_once_for_each_job_that_it_got() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    stage.ask(worker);
    assert_eq!(stage.turn_away(), [(worker, Reply::NoJob)]);
    assert_eq!(stage.ask(worker), [(worker, Reply::NoJob)]);
}

#[test]
fn a_worker_that_never_had_a_job_is_answered_at_once() {
    let mut stage = Stage::new();
    stage.able(peer(2), &["f"]);
    assert_eq!(stage.ask(peer(2)), [(peer(2), Reply::NoJob)]);
}

#[test]
fn a_job_that_is_ready_is_the_answer() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    let job = stage.submit(CLIENT, background("f"));
    assert_eq!(assigned(&stage.ask(worker)), [(worker, job)]);
}

#[test]
fn a_question_is_answered_before_what_the_worker_says_next() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    stage.ask(worker);
    let replies = stage.input(worker, Input::Status { job: JobId(9) });
    assert_eq!(replies[0], (worker, Reply::NoJob));
    assert!(matches!(replies[1], (_, Reply::Status { .. })));
}

#[test]
fn those_who_ask_later_are_not_turned_away_yet() {
    let mut stage = Stage::new();
    let first = stage.busy_worker(2, "f");
    let second = stage.busy_worker(3, "f");
    stage.ask(first);
    let mark = stage.dispatcher.view().last_asker().expect("one asks");
    stage.ask(second);
    let mut effects = Vec::new();
    stage.dispatcher.turn_away(stage.now, mark, &mut effects);
    assert_eq!(stage.settle(effects), [(first, Reply::NoJob)]);
    assert_eq!(stage.turn_away(), [(second, Reply::NoJob)]);
    assert_eq!(stage.dispatcher.view().last_asker(), None);
}

#[test]
fn a_job_that_comes_back_goes_to_an_asker() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    let leaver = peer(3);
    stage.able(leaver, &["f"]);
    let job = stage.submit(CLIENT, background("f"));
    assert_eq!(stage.grab(leaver), Some(job));
    stage.ask(worker);
    assert_eq!(assigned(&stage.disconnect(leaver)), [(worker, job)]);
}

#[test]
fn an_asker_that_leaves_takes_no_job_along() {
    let mut stage = Stage::new();
    let worker = stage.busy_worker(2, "f");
    stage.ask(worker);
    stage.disconnect(worker);
    stage.submit(CLIENT, background("f"));
    assert_eq!(stage.counts("f")[0], 1);
}

#[test]
fn only_so_many_wait_at_a_time() {
    let mut stage = Stage::new();
    let numbers = 2..2 + ASKERS_MAX as u64 + 1;
    let workers: Vec<PeerId> = numbers.map(|n| stage.busy_worker(n, "f")).collect();
    let (last, waiting) = workers.split_last().expect("there are many");
    for worker in waiting {
        assert_eq!(stage.ask(*worker), []);
    }
    assert_eq!(stage.ask(*last), [(*last, Reply::NoJob)]);
}
