//! A dispatcher on a stage, for the unit tests: says what goes in and shows what comes out, and
//! checks the invariants after every step.

use bytes::Bytes;

use crate::{
    Config, Dispatcher, Effect, Event, GrabKind, Input, JobId, Mode, Outcome, PeerId, Priority,
    Record, Reply, Report, Submission, Timestamp, Unique,
};

pub(crate) struct Stage {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) now: Timestamp,
    pub(crate) events: Vec<(JobId, Event)>,
    pub(crate) records: Vec<Record>,
}

pub(crate) fn peer(number: u64) -> PeerId {
    PeerId(number)
}

pub(crate) fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

pub(crate) fn foreground(function: &str) -> Submission {
    Submission {
        function: bytes(function),
        unique: Unique::None,
        workload: bytes("load"),
        reducer: None,
        priority: Priority::NORMAL,
        mode: Mode::Foreground,
        not_before: None,
    }
}

pub(crate) fn background(function: &str) -> Submission {
    Submission {
        mode: Mode::Background,
        ..foreground(function)
    }
}

pub(crate) fn unique(unique: &str, submission: Submission) -> Submission {
    Submission {
        unique: Unique::Given(bytes(unique)),
        ..submission
    }
}

pub(crate) fn complete(text: &str) -> Outcome {
    Outcome::Complete(bytes(text))
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self {
            dispatcher: Dispatcher::new(config),
            now: Timestamp(1_000_000),
            events: Vec::new(),
            records: Vec::new(),
        }
    }

    /// Hands one input in and gives the replies that follow.
    pub(crate) fn input(&mut self, from: PeerId, input: Input) -> Vec<(PeerId, Reply)> {
        let mut effects = Vec::new();
        self.dispatcher.handle(self.now, from, input, &mut effects);
        self.settle(effects)
    }

    /// Lets time pass and gives the replies that follow.
    pub(crate) fn pass_ms(&mut self, ms: u64) -> Vec<(PeerId, Reply)> {
        self.now = self.now.plus_ms(ms);
        let mut effects = Vec::new();
        self.dispatcher.tick(self.now, &mut effects);
        self.settle(effects)
    }

    pub(crate) fn settle(&mut self, effects: Vec<Effect>) -> Vec<(PeerId, Reply)> {
        self.dispatcher.check();
        let mut replies = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send { to, reply } => replies.push((to, reply)),
                Effect::Changed(change) => self.events.push((change.job, change.event)),
                Effect::Record(record) => self.records.push(record),
                Effect::FunctionKnown { .. } | Effect::FunctionForgotten { .. } => {}
            }
        }
        replies
    }

    /// Submits and gives the job.
    pub(crate) fn submit(&mut self, from: PeerId, submission: Submission) -> JobId {
        let replies = self.input(from, Input::Submit(submission));
        let created = replies.iter().find_map(|(to, reply)| match reply {
            Reply::JobCreated { job } if *to == from => Some(*job),
            _ => None,
        });
        created.unwrap_or_else(|| panic!("no job was created: {replies:?}"))
    }

    pub(crate) fn able(&mut self, worker: PeerId, functions: &[&str]) {
        for function in functions {
            self.able_for(worker, function, None);
        }
    }

    pub(crate) fn able_for(&mut self, worker: PeerId, function: &str, run_limit_ms: Option<u64>) {
        let replies = self.input(
            worker,
            Input::Able {
                function: bytes(function),
                run_limit_ms,
            },
        );
        assert_eq!(replies, []);
    }

    /// The worker falls asleep; gives whom that wakes.
    pub(crate) fn sleep(&mut self, worker: PeerId) -> Vec<PeerId> {
        noops(&self.input(worker, Input::Sleep))
    }

    /// The job that the worker gets, if any.
    pub(crate) fn grab(&mut self, worker: PeerId) -> Option<JobId> {
        self.grab_all(worker).0
    }

    /// The job that the worker gets, and whom that wakes.
    pub(crate) fn grab_all(&mut self, worker: PeerId) -> (Option<JobId>, Vec<PeerId>) {
        let replies = self.input(worker, Input::Grab(GrabKind::All));
        let job = match &replies[0] {
            (to, Reply::Assigned(assignment)) if *to == worker => Some(assignment.job),
            (to, Reply::NoJob) if *to == worker => None,
            other => panic!("a grab is answered by a job or none: {other:?}"),
        };
        (job, noops(&replies))
    }

    pub(crate) fn finish(
        &mut self,
        worker: PeerId,
        job: JobId,
        outcome: Outcome,
    ) -> Vec<(PeerId, Reply)> {
        self.input(worker, Input::Finish { job, outcome })
    }

    pub(crate) fn report(
        &mut self,
        worker: PeerId,
        job: JobId,
        report: Report,
    ) -> Vec<(PeerId, Reply)> {
        self.input(worker, Input::Report { job, report })
    }

    pub(crate) fn disconnect(&mut self, peer: PeerId) -> Vec<(PeerId, Reply)> {
        self.input(peer, Input::Disconnected)
    }

    /// Ready, delayed, running, buried jobs and workers of a function.
    pub(crate) fn counts(&self, function: &str) -> [usize; 5] {
        let view = self.dispatcher.view();
        let found = view
            .functions()
            .find(|view| view.name == function.as_bytes());
        found.map_or([0; 5], |view| {
            [
                view.ready.iter().sum(),
                view.delayed.iter().sum(),
                view.running,
                view.buried,
                view.workers,
            ]
        })
    }
}

pub(crate) fn noops(replies: &[(PeerId, Reply)]) -> Vec<PeerId> {
    let noops = replies.iter().filter(|(_, reply)| *reply == Reply::Noop);
    noops.map(|(to, _)| *to).collect()
}
