//! Whoever sits at the dispatcher in these runs: hands inputs in and looks at what comes out.

use bytes::Bytes;
use geartrain_dispatch::{
    Config, Dispatcher, Effect, GrabKind, Input, JobId, Mode, Outcome, PeerId, Priority, Reply,
    Submission, Timestamp, Unique,
};

/// Bytes of the payloads here.
const PAYLOAD: [u8; 64] = [b'x'; 64];

/// A dispatcher and the list of what follows from the last call.
pub struct Desk {
    /// The rules.
    pub dispatcher: Dispatcher,
    /// What followed from the last call.
    pub effects: Vec<Effect>,
    now_ms: u64,
}

impl Default for Desk {
    fn default() -> Self {
        Self::new(Config::default())
    }
}

impl Desk {
    /// An empty one with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            dispatcher: Dispatcher::new(config),
            effects: Vec::with_capacity(64),
            now_ms: 1_000_000,
        }
    }

    /// The time of the last call.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.now_ms)
    }

    /// Lets time pass.
    pub fn pass_ms(&mut self, ms: u64) {
        self.now_ms += ms;
    }

    /// Carries out all that is due.
    pub fn tick_all(&mut self) {
        while self
            .dispatcher
            .next_deadline()
            .is_some_and(|at| at <= self.now())
        {
            self.effects.clear();
            let now = self.now();
            self.dispatcher.tick(now, &mut self.effects);
        }
    }

    /// Hands in one request.
    pub fn input(&mut self, peer: u64, input: Input) {
        self.effects.clear();
        let now = self.now();
        self.dispatcher
            .handle(now, PeerId(peer), input, &mut self.effects);
    }

    /// The peer can run `function`.
    pub fn able(&mut self, peer: u64, function: &Bytes) {
        let function = function.clone();
        self.input(
            peer,
            Input::Able {
                function,
                run_limit_ms: None,
            },
        );
    }

    /// Submits a job and gives whoever was woken.
    pub fn submit(&mut self, peer: u64, submission: Submission) -> Option<u64> {
        self.input(peer, Input::Submit(submission));
        self.effects.iter().find_map(woken)
    }

    /// The job that the worker gets.
    pub fn grab(&mut self, peer: u64) -> Option<JobId> {
        self.input(peer, Input::Grab(GrabKind::Plain));
        self.effects.iter().find_map(|effect| match effect {
            Effect::Send {
                reply: Reply::Assigned(assignment),
                ..
            } => Some(assignment.job),
            _ => None,
        })
    }

    /// The worker completes the job.
    pub fn complete(&mut self, peer: u64, job: JobId) {
        let outcome = Outcome::Complete(Bytes::from_static(b"done"));
        self.input(peer, Input::Finish { job, outcome });
    }

    /// The worker gets a job and completes it.
    pub fn serve(&mut self, peer: u64) -> bool {
        let job = self.grab(peer);
        if let Some(job) = job {
            self.complete(peer, job);
        }
        job.is_some()
    }
}

fn woken(effect: &Effect) -> Option<u64> {
    match effect {
        Effect::Send {
            to,
            reply: Reply::Noop,
        } => Some(to.0),
        _ => None,
    }
}

/// The name of a function.
#[must_use]
pub fn function(number: u64) -> Bytes {
    Bytes::from(format!("function-{number}"))
}

/// A job that nobody waits for, whose unique has as many bytes as a UUID.
#[must_use]
pub fn background(function: &Bytes, number: u64) -> Submission {
    Submission {
        unique: Unique::Given(Bytes::copy_from_slice(format!("{number:036}").as_bytes())),
        ..job(function, Mode::Background)
    }
}

/// A job that its submitter waits for.
#[must_use]
pub fn foreground(function: &Bytes) -> Submission {
    job(function, Mode::Foreground)
}

fn job(function: &Bytes, mode: Mode) -> Submission {
    Submission {
        function: function.clone(),
        unique: Unique::None,
        workload: Bytes::copy_from_slice(&PAYLOAD),
        reducer: None,
        priority: Priority::NORMAL,
        mode,
        not_before: None,
    }
}
