//! The task that owns a client's socket.
//!
//! It ends when all clones of the client and all running jobs are gone. When the connection is
//! lost, everything in flight ends with [`Error::ConnectionLost`], nothing is sent twice, and the
//! next request connects again.

use std::io;
use std::sync::Arc;

use geartrain_link::{Backoff, Link, PacketWriter};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::Error;
use crate::command::Command;
use crate::exchange::Exchange;
use crate::limits::BATCH_MAX;
use crate::settings::Target;
use crate::unanswered::Due;

/// The task's state between two steps.
#[derive(Debug)]
pub(crate) struct Connection {
    target: Target,
    commands: mpsc::Receiver<Command>,
    batch: Vec<Command>,
    exchange: Exchange,
}

/// Why a connection is not served any more.
enum End {
    /// Nobody can send to it.
    Unused,
    /// The server is gone.
    Lost(io::Error),
}

impl Connection {
    pub(crate) fn new(target: Target, commands: mpsc::Receiver<Command>) -> Self {
        let exchange = Exchange::new(target.settings.slow_reader);
        Self {
            target,
            commands,
            batch: Vec::with_capacity(BATCH_MAX),
            exchange,
        }
    }

    /// Serves the client over `link` and over those that follow when it is lost.
    pub(crate) async fn run(mut self, mut link: Link) {
        while let End::Lost(reason) = self.serve(&mut link).await {
            self.lose(reason);
            match self.reconnect().await {
                Some(next) => link = next,
                None => return,
            }
        }
    }

    async fn serve(&mut self, link: &mut Link) -> End {
        self.introduce(&mut link.writer);
        self.send_batch(&mut link.writer);
        loop {
            let takes_commands = !self.exchange.unanswered.is_full() && !link.writer.is_full();
            tokio::select! {
                taken = self.commands.recv_many(&mut self.batch, BATCH_MAX), if takes_commands => {
                    if taken == 0 {
                        return End::Unused;
                    }
                    self.send_batch(&mut link.writer);
                }
                written = link.writer.write_some(), if link.writer.has_unsent() => {
                    if let Err(error) = written {
                        return End::Lost(error);
                    }
                }
                taken = self.exchange.take_from(&mut link.reader) => {
                    if let Err(error) = taken {
                        return End::Lost(error);
                    }
                }
            }
        }
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
        let error = Error::ConnectionLost {
            server: self.target.server.to_string(),
            reason: Arc::new(reason),
        };
        self.exchange.lose(&error);
    }

    /// Connects when there is something to send; `None` when nobody can send any more. Requests
    /// that come while there is no connection are refused, which tells their callers soon.
    async fn reconnect(&mut self) -> Option<Link> {
        let mut backoff = Backoff::default();
        let mut next_attempt = Instant::now();
        let mut last_reason = Arc::new(io::Error::from(io::ErrorKind::NotConnected));
        loop {
            if self.commands.recv_many(&mut self.batch, BATCH_MAX).await == 0 {
                return None;
            }
            if Instant::now() >= next_attempt {
                match Link::connect(&self.target.server, self.target.settings.connect_deadline)
                    .await
                {
                    Ok(link) => return Some(link),
                    Err(reason) => last_reason = Arc::new(reason),
                }
                next_attempt = Instant::now() + backoff.next_pause();
            }
            self.refuse_batch(&last_reason);
        }
    }

    fn refuse_batch(&mut self, reason: &Arc<io::Error>) {
        for command in self.batch.drain(..) {
            command.refuse(Error::NotConnected {
                server: self.target.server.to_string(),
                reason: Arc::clone(reason),
            });
        }
    }
}
