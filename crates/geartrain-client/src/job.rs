//! What is submitted: a function, a payload, and how it is to run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use geartrain_protocol::{
    FunctionName, Reducer, Start, Submit, SubmitMode, SubmitPriority, UniqueKey,
};

use crate::Error;
use crate::settings::Settings;

/// A job that was not submitted yet.
///
/// Nothing is checked while it is put together: names that are too long and the like are errors
/// of the submission.
///
/// ```
/// use geartrain_client::{Job, Priority};
///
/// let job = Job::new("resize", vec![0xff, 0xd8]).unique("holiday-17").priority(Priority::High);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a job runs once it is submitted"]
pub struct Job {
    function: Bytes,
    payload: Bytes,
    unique: Bytes,
    priority: Priority,
    reducer: Option<Bytes>,
    start_at: Option<SystemTime>,
    pub(crate) is_idempotent: bool,
}

/// How urgent a job is, over all functions that a worker can run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Priority {
    /// Before all others.
    High,
    /// Between the two.
    #[default]
    Normal,
    /// After all others.
    Low,
}

impl Job {
    /// A job of normal priority that runs as soon as a worker is free. Neither function nor
    /// payload needs to be text.
    pub fn new(function: impl AsRef<[u8]>, payload: impl Into<Bytes>) -> Self {
        Self {
            function: Bytes::copy_from_slice(function.as_ref()),
            payload: payload.into(),
            unique: Bytes::new(),
            priority: Priority::Normal,
            reducer: None,
            start_at: None,
            is_idempotent: false,
        }
    }

    /// What makes it the same job as another one of its function that has not ended: the server
    /// runs it once and all that submitted it get the result. Up to 64 bytes; `-` stands for the
    /// payload. Without it each submission is a job of its own.
    pub fn unique(mut self, unique: impl AsRef<[u8]>) -> Self {
        self.unique = Bytes::copy_from_slice(unique.as_ref());
        self
    }

    /// How urgent it is.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// Names the function that puts partial results together, for workers that split the job.
    pub fn reducer(mut self, function: impl AsRef<[u8]>) -> Self {
        self.reducer = Some(Bytes::copy_from_slice(function.as_ref()));
        self
    }

    /// Runs it not before this moment, to the second. Only for background jobs.
    pub fn at(mut self, start_at: SystemTime) -> Self {
        self.start_at = Some(start_at);
        self
    }

    /// Runs it not before this much time has passed, counted from this call. A time that no clock
    /// can show counts as the last one that it can.
    pub fn after(self, delay: Duration) -> Self {
        let at = SystemTime::now().checked_add(delay);
        self.at(at.unwrap_or_else(end_of_time))
    }

    /// The job may run twice without harm: when the connection is lost after it was sent, it is
    /// submitted again, up to eight times, until a server answers for it. Without this nothing is
    /// ever sent twice, and the loss is reported as [`Error::ConnectionLost`]. A unique lets a
    /// server that still has the job see that it is the same one.
    pub fn idempotent(mut self) -> Self {
        self.is_idempotent = true;
        self
    }

    /// The packet's fields, or why there is no packet that can carry them.
    pub(crate) fn into_submit(
        self,
        mode: SubmitMode,
        settings: &Settings,
    ) -> Result<Submit, Error> {
        self.check(mode)?;
        let mut submit = self.fields(mode, &settings.namespace)?;
        if let Some(wrap) = settings.wraps.filter(|_| submit.unique.as_bytes() != b"-") {
            submit.workload = wrap(&submit.workload);
        }
        check_size(&submit, settings.packet_bytes_max)?;
        Ok(submit)
    }

    fn fields(self, mode: SubmitMode, namespace: &Bytes) -> Result<Submit, Error> {
        Ok(Submit {
            function: FunctionName::new(within(namespace, self.function))?,
            unique: UniqueKey::new(self.unique)?,
            mode,
            priority: self.priority.to_wire(),
            start: self
                .start_at
                .map_or(Start::Now, |at| Start::At(epoch_seconds(at))),
            reducer: self.reducer.map(|name| {
                Box::new(Reducer {
                    name: within(namespace, name),
                    aggregate: Bytes::new(),
                })
            }),
            workload: self.payload,
        })
    }

    fn check(&self, mode: SubmitMode) -> Result<(), Error> {
        if self.start_at.is_some() && mode == SubmitMode::Foreground {
            return Err(Error::Unsupported(
                "one with a start time runs in the background",
            ));
        }
        if self.priority != Priority::Normal && self.start_at.is_some() {
            return Err(Error::Unsupported(
                "one with a start time has normal priority",
            ));
        }
        if self.reducer.is_none() {
            return Ok(());
        }
        if self.start_at.is_some() {
            return Err(Error::Unsupported("one with a reducer starts at once"));
        }
        if self.priority != Priority::Normal {
            return Err(Error::Unsupported("one with a reducer has normal priority"));
        }
        if self.reducer.as_ref().is_some_and(|name| name.contains(&0)) {
            return Err(Error::Unsupported("its reducer contains a NUL byte"));
        }
        Ok(())
    }
}

impl Priority {
    fn to_wire(self) -> SubmitPriority {
        match self {
            Self::High => SubmitPriority::High,
            Self::Normal => SubmitPriority::Normal,
            Self::Low => SubmitPriority::Low,
        }
    }
}

/// libgearman puts its namespace before the names of functions and reducers, too.
fn within(namespace: &Bytes, name: Bytes) -> Bytes {
    // An empty name stays one that is refused.
    if namespace.is_empty() || name.is_empty() {
        return name;
    }
    [&namespace[..], &name[..]].concat().into()
}

/// A packet that is too large would make the server close the connection, with all that is in
/// flight on it.
fn check_size(submit: &Submit, bytes_max: usize) -> Result<(), Error> {
    let start = match &submit.start {
        Start::Now => 0,
        Start::At(seconds) => seconds.to_string().len() + 1,
        Start::Cron(_) => unreachable!("a job has no schedule"),
    };
    let reducer = submit.reducer.as_ref();
    let reducer = reducer.map_or(0, |reducer| {
        reducer.name.len() + reducer.aggregate.len() + 2
    });
    let names = submit.function.as_bytes().len() + submit.unique.as_bytes().len() + 2;
    let bytes = names + start + reducer + submit.workload.len();
    if bytes > bytes_max {
        return Err(Error::TooLarge { bytes, bytes_max });
    }
    Ok(())
}

fn end_of_time() -> SystemTime {
    const SECONDS: u64 = i64::MAX.unsigned_abs();
    let end = UNIX_EPOCH.checked_add(Duration::from_secs(SECONDS));
    end.unwrap_or_else(SystemTime::now)
}

/// Rounds up, since a job must not start too early; a moment before 1970 is long past.
fn epoch_seconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() + u64::from(since.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests;
