//! The handle through which a program talks to a server.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geartrain_link::Link;
use geartrain_protocol::{Request, Response, SubmitMode, UniqueKey};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout};

use crate::command::{Command, Created};
use crate::connection::Connection;
use crate::limits::COMMANDS_MAX;
use crate::settings::Target;
use crate::{ClientBuilder, Error, Job, JobHandle, JobStatus, RunningJob};

/// A connection to a server. Clones are cheap and share it; it carries as many jobs at a time as
/// there are callers.
///
/// A lost connection ends what is in flight with [`Error::ConnectionLost`]; the next request
/// connects again.
#[derive(Clone, Debug)]
pub struct Client {
    commands: mpsc::Sender<Command>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    server: String,
    submit_deadline: Duration,
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

    pub(crate) fn start(target: Target, link: Link) -> Self {
        let (commands, received) = mpsc::channel(COMMANDS_MAX);
        let shared = Shared {
            server: target.server.to_string(),
            submit_deadline: target.settings.submit_deadline,
        };
        // The task ends by itself, once this sender and those of running jobs are gone.
        tokio::spawn(Connection::new(target, received).run(link));
        Self {
            commands,
            shared: Arc::new(shared),
        }
    }

    /// Submits a job whose result is waited for. Returns when the server has accepted it.
    /// Dropping the future before that leaves open whether the job runs.
    ///
    /// # Errors
    /// [`Error::is_certainly_not_submitted`] tells whether it may run all the same.
    pub async fn submit(&self, job: Job) -> Result<RunningJob, Error> {
        let created = self.create(job, SubmitMode::Foreground).await?;
        Ok(RunningJob::new(
            created.handle,
            created.feed,
            self.commands.clone(),
        ))
    }

    /// Submits a job that runs whether or not anybody waits. Returns when the server has accepted
    /// it. Dropping the future before that leaves open whether the job runs.
    ///
    /// # Errors
    /// [`Error::is_certainly_not_submitted`] tells whether it may run all the same.
    pub async fn submit_background(&self, job: Job) -> Result<JobHandle, Error> {
        let created = self.create(job, SubmitMode::Background).await?;
        Ok(created.handle)
    }

    /// Asks how a job is.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn status(&self, handle: &JobHandle) -> Result<JobStatus, Error> {
        let request = Request::GetStatus {
            handle: handle.to_wire(),
        };
        match self.ask("a status request", request).await? {
            Response::Status { status, .. } => Ok(JobStatus::from_wire(status, None)),
            other => Err(unexpected(&other)),
        }
    }

    /// Asks how the job with this unique is, and how many clients wait for it.
    ///
    /// # Errors
    /// When there is no answer, or when no unique looks like this.
    pub async fn status_of_unique(&self, unique: impl AsRef<[u8]>) -> Result<JobStatus, Error> {
        let unique = UniqueKey::new(Bytes::copy_from_slice(unique.as_ref()))?;
        match self
            .ask("a status request", Request::GetStatusUnique { unique })
            .await?
        {
            Response::StatusUnique {
                status, clients, ..
            } => Ok(JobStatus::from_wire(status, Some(clients))),
            other => Err(unexpected(&other)),
        }
    }

    /// Sends bytes that the server sends back.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn echo(&self, payload: impl Into<Bytes>) -> Result<Bytes, Error> {
        match self
            .ask(
                "an echo",
                Request::Echo {
                    payload: payload.into(),
                },
            )
            .await?
        {
            Response::Echo { payload } => Ok(payload),
            other => Err(unexpected(&other)),
        }
    }

    /// Measures how long the server takes to answer.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn ping(&self) -> Result<Duration, Error> {
        let start = Instant::now();
        self.echo(Bytes::from_static(b"ping")).await?;
        Ok(start.elapsed())
    }

    async fn create(&self, job: Job, mode: SubmitMode) -> Result<Created, Error> {
        let submit = job.into_submit(mode)?;
        let (reply, answer) = oneshot::channel();
        self.send("a submission", Command::Submit(submit, reply), answer)
            .await
    }

    async fn ask(&self, attempt: &'static str, request: Request) -> Result<Response, Error> {
        let (reply, answer) = oneshot::channel();
        self.send(attempt, Command::Ask(request, reply), answer)
            .await
    }

    async fn send<T>(
        &self,
        attempt: &'static str,
        command: Command,
        answer: oneshot::Receiver<Result<T, Error>>,
    ) -> Result<T, Error> {
        let deadline = self.shared.submit_deadline;
        let exchange = async {
            self.commands.send(command).await.map_err(|_| self.gone())?;
            answer.await.map_err(|_| self.gone())?
        };
        timeout(deadline, exchange)
            .await
            .unwrap_or(Err(Error::TimedOut { attempt, deadline }))
    }

    /// The task is gone while its client lives: the runtime that ran it was shut down.
    fn gone(&self) -> Error {
        let reason = io::Error::other("the runtime that the client was built in has ended");
        Error::ConnectionLost {
            server: self.shared.server.clone(),
            reason: Arc::new(reason),
        }
    }
}

/// The exchange matches answers to questions by their kind, so this is for a bug to say its name.
fn unexpected(response: &Response) -> Error {
    Error::Refused {
        code: "UNEXPECTED_ANSWER".to_owned(),
        text: format!("the server answers with {response:?}"),
    }
}
