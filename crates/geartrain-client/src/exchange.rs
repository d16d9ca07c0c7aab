//! What is under way on one connection, and what each packet means for it.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use geartrain_link::{PacketReader, PacketWriter};
use geartrain_protocol::{Handle, Request, Response, Submit, SubmitMode};
use tokio::sync::oneshot;

use crate::Error;
use crate::command::Created;
use crate::doubt::question;
use crate::feed::{Event, Feed};
use crate::settings::SlowReader;
use crate::unanswered::{AnswerKind, Due, Unanswered};
use crate::waiters::Waiters;

/// Requests without an answer, jobs without an outcome.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) unanswered: Unanswered,
    waiters: Waiters,
    slow_reader: SlowReader,
    /// An event that found no room; nothing is read before it did.
    held: Option<(Arc<Feed>, Event)>,
}

impl Exchange {
    pub(crate) fn new(slow_reader: SlowReader) -> Self {
        Self {
            unanswered: Unanswered::default(),
            waiters: Waiters::default(),
            slow_reader,
            held: None,
        }
    }

    pub(crate) fn submit(
        &mut self,
        writer: &mut PacketWriter,
        submit: Submit,
        reply: oneshot::Sender<Result<Created, Error>>,
    ) {
        self.unanswered.push(Due::Job(submit.mode, reply));
        writer.push(&Request::Submit(submit));
    }

    pub(crate) fn ask(
        &mut self,
        writer: &mut PacketWriter,
        request: &Request,
        reply: oneshot::Sender<Result<Response, Error>>,
    ) {
        let kind = AnswerKind::to(request).expect("a client asks what has an answer");
        self.unanswered.push(Due::Answer(kind, reply));
        writer.push(request);
    }

    /// Asks the server for a sign of life.
    pub(crate) fn probe(&mut self, writer: &mut PacketWriter) {
        let (nobody, _) = oneshot::channel();
        self.ask(writer, &question(), nobody);
    }

    /// Nothing is under way.
    pub(crate) fn is_idle(&self) -> bool {
        self.unanswered.is_empty() && self.waiters.is_empty()
    }

    /// Nothing is read since a reader is slow.
    pub(crate) fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Waits for packets and takes all that have arrived. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When the connection ended.
    pub(crate) async fn take_from(&mut self, reader: &mut PacketReader) -> io::Result<()> {
        self.let_go().await;
        self.take(reader.next().await?);
        while self.held.is_none() {
            match reader.next_here()? {
                Some(packet) => self.take(packet),
                None => break,
            }
        }
        Ok(())
    }

    /// Waits until the event that is held finds room.
    async fn let_go(&mut self) {
        while let Some((feed, _)) = &self.held {
            feed.has_room().await;
            if let Some((feed, event)) = self.held.take() {
                self.held = feed.push(event).err().map(|event| (feed, event));
            }
        }
    }

    fn take(&mut self, packet: Response) {
        match packet {
            Response::JobCreated { handle } => self.created(&handle),
            Response::WorkComplete { handle, data } => self.waiters.end(&handle, &Ok(data)),
            Response::WorkFail { handle } => self.waiters.end(&handle, &Err(Error::Failed)),
            Response::WorkException { handle, data } => {
                self.waiters.end(&handle, &Err(Error::Exception(data)));
            }
            Response::WorkData { handle, data } => self.event(&handle, Event::Data(data)),
            Response::WorkWarning { handle, data } => self.event(&handle, Event::Warning(data)),
            Response::WorkStatus {
                handle,
                numerator,
                denominator,
            } => {
                self.event(&handle, status_event(&numerator, &denominator));
            }
            Response::Status { .. } => self.answered(AnswerKind::Status, packet),
            Response::StatusUnique { .. } => self.answered(AnswerKind::StatusUnique, packet),
            Response::Echo { .. } => self.answered(AnswerKind::Echo, packet),
            Response::OptionSet { .. } => self.unanswered.take_option(),
            Response::Error { code, text } => self.refused(&Error::from_packet(&code, &text)),
            Response::Noop | Response::NoJob | Response::JobAssign(_) => {
                tracing::debug!("the server sent a client what only workers get");
            }
        }
    }

    fn created(&mut self, handle: &Handle) {
        let Some((mode, reply)) = self.unanswered.take_job() else {
            tracing::debug!("the server created a job that nobody submitted");
            return;
        };
        let handle = own_copy(handle);
        let feed = Arc::new(Feed::default());
        if mode == SubmitMode::Foreground {
            self.waiters.join(handle.clone(), Arc::clone(&feed));
        }
        let created = Created { handle, feed };
        if let Err(Ok(unwanted)) = reply.send(Ok(created)) {
            unwanted.feed.ignore_events();
        }
    }

    fn event(&mut self, handle: &Handle, event: Event) {
        let Some(feed) = self.waiters.next_of(handle) else {
            return;
        };
        match self.slow_reader {
            SlowReader::LosesEvents => feed.push_or_lose(event),
            SlowReader::HoldsConnection => {
                let feed = Arc::clone(feed);
                self.held = feed.push(event).err().map(|event| (feed, event));
            }
        }
    }

    fn answered(&mut self, kind: AnswerKind, packet: Response) {
        match self.unanswered.take_answer(kind) {
            // A caller that has given up does not mind.
            Some(reply) => drop(reply.send(Ok(packet))),
            None => tracing::debug!(?kind, "the server answers what nobody asked"),
        }
    }

    fn refused(&mut self, error: &Error) {
        match self.unanswered.take_oldest() {
            Some(due) => due.refuse(error.clone()),
            None => tracing::warn!(%error, "the server reports an error that belongs to nothing"),
        }
    }

    /// Ends all that is under way with `error`.
    pub(crate) fn lose(&mut self, error: &Error) {
        while let Some(due) = self.unanswered.take_oldest() {
            due.refuse(error.clone());
        }
        if let Some((feed, event)) = self.held.take() {
            feed.push_or_lose(event);
        }
        self.waiters.end_all(error);
    }
}

/// A handle is kept as long as its job lives; a slice would keep the whole read buffer with it.
fn own_copy(handle: &Handle) -> Handle {
    let bytes = Bytes::copy_from_slice(handle.as_bytes());
    Handle::new(bytes).expect("a copy of a handle is a handle")
}

fn status_event(numerator: &[u8], denominator: &[u8]) -> Event {
    Event::Status {
        numerator: number(numerator),
        denominator: number(denominator),
    }
}

fn number(digits: &[u8]) -> u64 {
    std::str::from_utf8(digits)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}
