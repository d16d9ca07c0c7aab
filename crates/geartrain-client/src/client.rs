//! The handle through which a program talks to servers.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geartrain_link::Backoff;
use geartrain_protocol::{Request, Response, SubmitMode, UniqueKey};
use tokio::time::{Instant, sleep};

use crate::fleet::{Accepted, Fleet};
use crate::late::Late;
use crate::limits::RESUBMISSIONS_MAX;
use crate::settings::Settings;
use crate::{ClientBuilder, Error, Job, JobHandle, JobStatus, RunningJob};

/// Connections to one server or several. Clones are cheap and share them; each connection carries
/// as many jobs at a time as there are callers.
///
/// A lost connection ends what is in flight with [`Error::ConnectionLost`], and nothing is sent
/// twice unless its job says that it may be ([`Job::idempotent`]). A single server is connected to
/// again by the next request, several by themselves.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) settings: Arc<Settings>,
}

impl Client {
    /// Settings to choose from.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Connects with default settings to `host`, `host:port` or `[IPv6]:port`.
    ///
    /// # Errors
    /// [`Error::Address`] and [`Error::NotConnected`].
    pub async fn connect(server: impl Into<String>) -> Result<Self, Error> {
        Self::builder().server(server).connect().await
    }

    pub(crate) fn new(fleet: Arc<Fleet>, settings: Arc<Settings>) -> Self {
        Self { fleet, settings }
    }

    /// Submits a job whose result is waited for. Returns when a server has accepted it.
    /// Dropping the future before that leaves open whether the job runs.
    ///
    /// # Errors
    /// [`Error::is_certainly_not_submitted`] tells whether it may run all the same.
    pub async fn submit(&self, job: Job) -> Result<RunningJob, Error> {
        let again = job.is_idempotent.then(|| job.clone());
        let accepted = self.create(job, SubmitMode::Foreground).await?;
        Ok(RunningJob::new(self.clone(), accepted, again))
    }

    /// Submits a job that runs whether or not anybody waits. Returns when a server has accepted
    /// it. Dropping the future before that leaves open whether the job runs.
    ///
    /// # Errors
    /// [`Error::is_certainly_not_submitted`] tells whether it may run all the same.
    pub async fn submit_background(&self, job: Job) -> Result<JobHandle, Error> {
        let accepted = self.create(job, SubmitMode::Background).await?;
        Ok(accepted.handle)
    }

    /// Asks how a job is. With several servers, the one that the handle came from is asked; all of
    /// them are when the handle does not say.
    ///
    /// # Errors
    /// When there is no answer. With several servers to ask, when none of those that answer knows
    /// the job, and not all of them answer.
    pub async fn status(&self, handle: &JobHandle) -> Result<JobStatus, Error> {
        let request = Request::GetStatus {
            handle: handle.to_wire(),
        };
        self.status_at(self.fleet.knowing(handle), &request).await
    }

    /// Asks all servers how the job with this unique is, and how many clients wait for it.
    ///
    /// # Errors
    /// As [`status`](Self::status); and when no unique looks like this.
    pub async fn status_of_unique(&self, unique: impl AsRef<[u8]>) -> Result<JobStatus, Error> {
        let unique = UniqueKey::new(Bytes::copy_from_slice(unique.as_ref()))?;
        let request = Request::GetStatusUnique { unique };
        self.status_at(self.fleet.all(), &request).await
    }

    async fn status_at(&self, servers: Vec<usize>, request: &Request) -> Result<JobStatus, Error> {
        let mut last = Ok(JobStatus::default());
        for server in servers {
            let answer = self.fleet.ask(server, "a status request", request.clone());
            match answer.await.and_then(|answer| JobStatus::read(&answer)) {
                Ok(status) if status.is_known => return Ok(status),
                Ok(status) if last.is_ok() => last = Ok(status),
                Ok(_) => {}
                Err(error) => last = Err(error),
            }
        }
        last
    }

    /// Sends bytes that all servers send back.
    ///
    /// # Errors
    /// When one of them does not answer.
    pub async fn echo(&self, payload: impl Into<Bytes>) -> Result<Bytes, Error> {
        let payload = payload.into();
        let bytes_max = self.settings.packet_bytes_max;
        if payload.len() > bytes_max {
            let bytes = payload.len();
            return Err(Error::TooLarge { bytes, bytes_max });
        }
        for server in self.fleet.all() {
            let request = Request::Echo {
                payload: payload.clone(),
            };
            match self.fleet.ask(server, "an echo", request).await? {
                Response::Echo { payload: same } if same == payload => {}
                other => return Err(unexpected(&other)),
            }
        }
        Ok(payload)
    }

    /// Measures how long the servers take to answer, one after the other.
    ///
    /// # Errors
    /// When one of them does not answer.
    pub async fn ping(&self) -> Result<Duration, Error> {
        let start = Instant::now();
        self.echo(Bytes::from_static(b"ping")).await?;
        Ok(start.elapsed())
    }

    pub(crate) async fn create(&self, job: Job, mode: SubmitMode) -> Result<Accepted, Error> {
        let mut late = Late::forgotten();
        self.create_beside(job, mode, &mut late).await
    }

    /// Submits a job at servers that were not late, and tells those that are.
    pub(crate) async fn create_beside(
        &self,
        job: Job,
        mode: SubmitMode,
        late: &mut Late,
    ) -> Result<Accepted, Error> {
        let is_idempotent = job.is_idempotent;
        let submit = job.into_submit(mode, &self.settings)?;
        if !is_idempotent {
            return self.fleet.create(submit, late).await;
        }
        match self.fleet.create(submit.clone(), late).await {
            Err(error) if error.leaves_open() => self.create_again(submit, error, late).await,
            outcome => outcome,
        }
    }

    /// Sends what may run twice, until it is certain that it was accepted or refused.
    async fn create_again(
        &self,
        submit: geartrain_protocol::Submit,
        mut last: Error,
        late: &mut Late,
    ) -> Result<Accepted, Error> {
        let mut backoff = Backoff::default();
        for _ in 0..RESUBMISSIONS_MAX {
            if self.fleet.is_late(late) {
                break;
            }
            sleep(backoff.next_pause()).await;
            match self.fleet.create(submit.clone(), late).await {
                // An earlier one may run, so this is not the whole truth.
                Err(Error::NotConnected { .. }) => {}
                Err(error) if error.leaves_open() => last = error,
                outcome => return outcome,
            }
        }
        Err(last)
    }
}

/// The exchange matches answers to questions by their kind, so this is for a bug to say its name.
pub(crate) fn unexpected(response: &Response) -> Error {
    Error::Refused {
        code: "UNEXPECTED_ANSWER".to_owned(),
        text: format!("the server answers with {response:?}"),
    }
}
