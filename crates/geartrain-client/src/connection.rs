//! The task that owns the socket to one server.
//!
//! It ends when all clones of the client and all running jobs are gone. When the connection is
//! lost, everything in flight ends with [`Error::ConnectionLost`] and nothing is sent twice.

use std::future::{Future, pending};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use geartrain_link::{Backoff, Link, PacketWriter};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

use crate::Error;
use crate::command::Command;
use crate::exchange::Exchange;
use crate::limits::{BATCH_MAX, STEADY};
use crate::reach::{Board, Reach};
use crate::settings::{Comeback, Target};
use crate::silence::Silence;
use crate::unanswered::Due;

/// The task's state between two steps.
#[derive(Debug)]
pub(crate) struct Connection {
    target: Target,
    place: Place,
    commands: mpsc::Receiver<Command>,
    batch: Vec<Command>,
    exchange: Exchange,
    silence: Silence,
    backoff: Backoff,
    next_attempt: Instant,
}

/// Where others look whether the server can be reached.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) board: Board,
    pub(crate) server: usize,
}

/// Why a connection is not served any more.
enum End {
    /// Nobody can send to it.
    Unused,
    /// Nothing was under way for so long that it is closed.
    Idle,
    /// The server is gone.
    Lost(io::Error),
}

impl Connection {
    pub(crate) fn new(target: Target, place: Place, commands: mpsc::Receiver<Command>) -> Self {
        let exchange = Exchange::new(target.settings.slow_reader);
        let silence = Silence::new(&target.settings);
        Self {
            target,
            place,
            commands,
            batch: Vec::with_capacity(BATCH_MAX),
            exchange,
            silence,
            backoff: Backoff::default(),
            next_attempt: Instant::now(),
        }
    }

    /// Connects, and serves the client over that connection and those that follow.
    pub(crate) async fn run(mut self) {
        let mut next = match self.connect().await {
            Some(link) => Some(link),
            None => self.come_back().await,
        };
        while let Some(mut link) = next {
            let start = Instant::now();
            next = match self.serve(&mut link).await {
                End::Unused => return,
                End::Idle => {
                    drop(link);
                    self.connect_on_demand().await
                }
                End::Lost(reason) => {
                    drop(link);
                    if start.elapsed() > STEADY {
                        self.backoff.reset();
                    }
                    self.lose(reason);
                    self.come_back().await
                }
            };
        }
    }

    async fn serve(&mut self, link: &mut Link) -> End {
        self.silence.heard();
        self.introduce(&mut link.writer);
        self.send_batch(&mut link.writer);
        loop {
            let takes_commands = !self.exchange.unanswered.is_full() && !link.writer.is_full();
            let silence_end = self.silence.end();
            tokio::select! {
                taken = self.commands.recv_many(&mut self.batch, BATCH_MAX), if takes_commands => {
                    if taken == 0 {
                        return End::Unused;
                    }
                    self.silence.heard();
                    self.send_batch(&mut link.writer);
                }
                written = link.writer.write_some(), if link.writer.has_unsent() => {
                    if let Err(error) = written {
                        return End::Lost(error);
                    }
                }
                taken = self.exchange.take_from(&mut link.reader) => {
                    self.silence.heard();
                    if let Err(error) = taken {
                        return End::Lost(error);
                    }
                }
                () = until(silence_end) => {
                    if let Some(end) = self.silent(&mut link.writer) {
                        return end;
                    }
                }
            }
        }
    }

    /// Nothing was heard for long: there is nothing to hear, or the server is asked whether it is
    /// there, or it did not answer that.
    fn silent(&mut self, writer: &mut PacketWriter) -> Option<End> {
        if self.exchange.is_held() {
            self.silence.heard();
            return None;
        }
        if self.exchange.is_idle() {
            return Some(End::Idle);
        }
        if self.silence.is_questioned() {
            let reason = io::Error::new(io::ErrorKind::TimedOut, "the server has fallen silent");
            return Some(End::Lost(reason));
        }
        self.silence.question();
        self.exchange.probe(writer);
        None
    }

    /// Says who is there, before any request.
    fn introduce(&mut self, writer: &mut PacketWriter) {
        if let Some(option) = self.target.settings.option_request() {
            writer.push(&option);
            self.exchange.unanswered.push(Due::Option);
        }
        if let Some(id) = self.target.settings.id_request() {
            writer.push(&id);
        }
    }

    /// What its caller has given up is not sent, so that it does not run behind his back.
    fn send_batch(&mut self, writer: &mut PacketWriter) {
        for command in self
            .batch
            .drain(..)
            .filter(|command| !command.is_abandoned())
        {
            match command {
                Command::Submit(submit, reply) => self.exchange.submit(writer, submit, reply),
                Command::Ask(request, reply) => self.exchange.ask(writer, &request, reply),
            }
        }
    }

    fn lose(&mut self, reason: io::Error) {
        tracing::debug!(server = %self.target.server, %reason, "connection lost");
        let reason = Arc::new(reason);
        if self.target.comeback == Comeback::ByItself {
            self.set_reach(Reach::Lost(Arc::clone(&reason)));
        }
        let error = Error::ConnectionLost {
            server: self.target.server.to_string(),
            reason,
        };
        self.exchange.lose(&error);
    }

    /// The next connection; `None` when nobody can send any more. Requests that come while there
    /// is no connection are refused, which tells their callers soon.
    async fn come_back(&mut self) -> Option<Link> {
        match self.target.comeback {
            Comeback::OnDemand => self.connect_on_demand().await,
            Comeback::ByItself => self.keep_trying().await,
        }
    }

    async fn connect_on_demand(&mut self) -> Option<Link> {
        loop {
            if self.commands.recv_many(&mut self.batch, BATCH_MAX).await == 0 {
                return None;
            }
            if Instant::now() >= self.next_attempt
                && let Some(link) = self.connect().await
            {
                return Some(link);
            }
            self.refuse_batch();
            if self.target.comeback == Comeback::ByItself {
                return self.keep_trying().await;
            }
        }
    }

    async fn keep_trying(&mut self) -> Option<Link> {
        loop {
            let attempt = attempt_after(self.backoff.next_pause(), self.target.clone());
            match self.refuse_until(attempt).await? {
                Ok(link) => {
                    self.set_reach(Reach::Reached);
                    return Some(link);
                }
                Err(reason) => self.set_reach(Reach::Lost(Arc::new(reason))),
            }
        }
    }

    /// Waits for `attempt`; `None` when nobody can send any more.
    async fn refuse_until<T>(&mut self, attempt: impl Future<Output = T>) -> Option<T> {
        let mut attempt = pin!(attempt);
        loop {
            tokio::select! {
                taken = self.commands.recv_many(&mut self.batch, BATCH_MAX) => {
                    if taken == 0 {
                        return None;
                    }
                    self.refuse_batch();
                }
                outcome = &mut attempt => return Some(outcome),
            }
        }
    }

    fn set_reach(&self, reach: Reach) {
        self.place.board.set(self.place.server, reach);
    }

    /// One attempt, which the board is told of.
    async fn connect(&mut self) -> Option<Link> {
        match self.target.connect().await {
            Ok(link) => {
                self.set_reach(Reach::Reached);
                Some(link)
            }
            Err(reason) => {
                self.set_reach(Reach::Lost(Arc::new(reason)));
                self.next_attempt = Instant::now() + self.backoff.next_pause();
                None
            }
        }
    }

    fn refuse_batch(&mut self) {
        let reason = self.place.board.lost(self.place.server);
        let reason = reason.unwrap_or_else(|| Arc::new(io::ErrorKind::NotConnected.into()));
        for command in self.batch.drain(..) {
            command.refuse(Error::NotConnected {
                server: self.target.server.to_string(),
                reason: Arc::clone(&reason),
            });
        }
    }
}

async fn attempt_after(pause: Duration, target: Target) -> io::Result<Link> {
    sleep(pause).await;
    target.connect().await
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}
