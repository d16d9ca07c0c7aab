//! The connections of a client: one to each server, and what goes where.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use geartrain_protocol::{Request, Response, Submit};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::command::{Command, Created};
use crate::connection::{Connection, Place};
use crate::doubt::Doubts;
use crate::feed::Feed;
use crate::late::Late;
use crate::limits::COMMANDS_MAX;
use crate::reach::Board;
use crate::settings::{Comeback, Settings, Target};
use crate::spread::{Chooser, Spread};
use crate::{Error, JobHandle, ServerAddress};

/// What a deadline that passes is said to be about.
const SUBMISSION: &str = "a submission";

/// All servers of a client.
#[derive(Debug)]
pub(crate) struct Fleet {
    lines: Vec<Line>,
    chooser: Chooser,
    board: Board,
    doubts: Doubts,
    deadline: Duration,
}

/// The way to the task that owns one connection.
#[derive(Debug)]
struct Line {
    server: Arc<str>,
    commands: mpsc::Sender<Command>,
}

/// A submission that was handed to a connection.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) line: usize,
    answer: oneshot::Receiver<Result<Created, Error>>,
}

/// What a server made of a submission.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) handle: JobHandle,
    pub(crate) feed: Arc<Feed>,
}

impl Fleet {
    /// Starts a task for each server, which begins to connect.
    pub(crate) fn start(servers: Vec<ServerAddress>, spread: Spread, settings: &Settings) -> Self {
        let board = Board::new(servers.len());
        let doubts = Doubts::none(servers.len());
        let chooser = Chooser::new(spread, &servers);
        let comeback = match servers.len() {
            1 => Comeback::OnDemand,
            _ => Comeback::ByItself,
        };
        let lines = servers.into_iter().enumerate().map(|(index, server)| {
            let board = board.clone();
            let place = Place {
                board,
                server: index,
            };
            Line::start(
                place,
                Target {
                    server,
                    settings: settings.clone(),
                    comeback,
                },
            )
        });
        Self {
            lines: lines.collect(),
            chooser,
            board: board.clone(),
            doubts,
            deadline: settings.submit_deadline,
        }
    }

    /// Waits until one server was reached.
    pub(crate) async fn first_reached(&self) -> Result<(), Error> {
        let reached = self.board.first_reached().await;
        reached.map_err(|reason| self.nobody_there(reason))
    }

    /// Submits a job at the first of its servers that takes it; those that are late are not asked.
    pub(crate) async fn create(&self, submit: Submit, late: &mut Late) -> Result<Accepted, Error> {
        let mut candidates = self.candidates(&submit);
        candidates.retain(|line| !late.has(*line));
        let mut asked = None;
        let attempts = self.create_somewhere(submit, candidates, &mut asked);
        let Ok(outcome) = timeout(self.deadline, attempts).await else {
            if let Some(line) = asked {
                late.begin(line);
            }
            return Err(self.late(SUBMISSION, asked));
        };
        outcome
    }

    /// All servers that are there are late.
    pub(crate) fn is_late(&self, late: &Late) -> bool {
        let there = self.there();
        !there.is_empty() && there.iter().all(|line| late.has(*line))
    }

    /// Gives an exchange with a server so much time; what is told is the deadline. Who gave it none
    /// learns nothing about the server.
    pub(crate) async fn within<T>(
        &self,
        patience: Duration,
        line: usize,
        exchange: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let outcome = timeout(patience, exchange).await;
        let asked = Some(line).filter(|_| !patience.is_zero());
        outcome.unwrap_or_else(|_| Err(self.late(SUBMISSION, asked)))
    }

    /// The server that was asked last did not answer in time.
    fn late(&self, attempt: &'static str, asked: Option<usize>) -> Error {
        // A single server has none beside it that could come first.
        if let Some(line) = asked.filter(|_| self.lines.len() > 1) {
            self.doubts.begin(line, &self.lines[line].commands);
        }
        let deadline = self.deadline;
        Error::TimedOut { attempt, deadline }
    }

    async fn create_somewhere(
        &self,
        submit: Submit,
        candidates: Vec<usize>,
        asked: &mut Option<usize>,
    ) -> Result<Accepted, Error> {
        let mut reason = None;
        for line in candidates {
            *asked = Some(line);
            let pending = self.hand_to(line, submit.clone()).await?;
            match self.accepted(pending).await {
                Err(Error::NotConnected { reason: why, .. }) => reason = Some(why),
                outcome => return outcome,
            }
        }
        Err(self.unreached(reason))
    }

    /// Time for the server to answer a request.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline
    }

    /// The connection that should carry a job.
    pub(crate) fn choose(&self, submit: &Submit) -> Result<usize, Error> {
        let candidates = self.candidates(submit);
        let first = candidates.first().copied();
        first.ok_or_else(|| self.unreached(None))
    }

    /// Waits for the answer.
    pub(crate) async fn accepted(&self, pending: Pending) -> Result<Accepted, Error> {
        let line = &self.lines[pending.line];
        let created = pending.answer.await.map_err(|_| line.gone())??;
        Ok(Accepted {
            handle: JobHandle::from_wire(created.handle, Arc::clone(&line.server)),
            feed: created.feed,
        })
    }

    /// Hands a job to a connection, and does not wait for the answer.
    pub(crate) async fn hand_to(&self, line: usize, submit: Submit) -> Result<Pending, Error> {
        let (reply, answer) = oneshot::channel();
        self.lines[line]
            .send(Command::Submit(submit, reply))
            .await?;
        Ok(Pending { line, answer })
    }

    /// The servers for a job in their order, without those that are not there; those in doubt come
    /// last.
    fn candidates(&self, submit: &Submit) -> Vec<usize> {
        if self.lines.len() == 1 {
            return vec![0];
        }
        let is_doubted = |line: &usize| self.doubts.has(*line);
        let (doubted, trusted): (Vec<_>, Vec<_>) = self.there().into_iter().partition(is_doubted);
        self.chooser.order(submit, [&trusted, &doubted])
    }

    /// The servers that can be reached. A single one is asked in any case, since it connects on
    /// demand.
    fn there(&self) -> Vec<usize> {
        let mut there = self.all();
        if there.len() > 1 {
            there.retain(|line| self.board.lost(*line).is_none());
        }
        there
    }

    /// All servers that may know the job; only one when the handle says which one has it.
    pub(crate) fn knowing(&self, handle: &JobHandle) -> Vec<usize> {
        let known = handle.server();
        match self
            .lines
            .iter()
            .position(|line| Some(&*line.server) == known)
        {
            Some(line) => vec![line],
            None => self.all(),
        }
    }

    pub(crate) fn all(&self) -> Vec<usize> {
        (0..self.lines.len()).collect()
    }

    /// Asks one server.
    pub(crate) async fn ask(
        &self,
        index: usize,
        attempt: &'static str,
        request: Request,
    ) -> Result<Response, Error> {
        let line = &self.lines[index];
        let (reply, answer) = oneshot::channel();
        let exchange = async {
            line.send(Command::Ask(request, reply)).await?;
            answer.await.map_err(|_| line.gone())?
        };
        let outcome = timeout(self.deadline, exchange).await;
        outcome.unwrap_or_else(|_| Err(self.late(attempt, Some(index))))
    }

    fn unreached(&self, reason: Option<Arc<io::Error>>) -> Error {
        let last = || self.board.lost(self.lines.len() - 1);
        let reason = reason.or_else(last);
        self.nobody_there(reason.unwrap_or_else(|| Arc::new(io::ErrorKind::NotConnected.into())))
    }

    fn nobody_there(&self, reason: Arc<io::Error>) -> Error {
        let servers: Vec<&str> = self.lines.iter().map(|line| &*line.server).collect();
        Error::NotConnected {
            server: servers.join(", "),
            reason,
        }
    }
}

impl Line {
    fn start(place: Place, target: Target) -> Self {
        let (commands, received) = mpsc::channel(COMMANDS_MAX);
        let server = target.server.to_string().into();
        // The task ends by itself, once all senders to it are gone.
        tokio::spawn(Connection::new(target, place, received).run());
        Self { server, commands }
    }

    async fn send(&self, command: Command) -> Result<(), Error> {
        self.commands.send(command).await.map_err(|_| self.gone())
    }

    /// The task is gone while its client lives: the runtime that ran it was shut down.
    fn gone(&self) -> Error {
        let reason = io::Error::other("the runtime that the client was built in has ended");
        Error::ConnectionLost {
            server: self.server.to_string(),
            reason: Arc::new(reason),
        }
    }
}

#[cfg(test)]
mod tests;
