//! One connection of a worker, from its first packet to its last.

use std::collections::HashSet;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use geartrain_link::Link;
use geartrain_protocol::{JobAssign, Request, Response};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::JobContext;
use crate::asking::Asking;
use crate::limits::{LEAVE_DEADLINE, UPDATES_MAX};
use crate::line::{Line, Shared, stopped};
use crate::plan::Plan;
use crate::running::{Finished, Job, Running};
use crate::slots::{Acquiring, Permit};
use crate::worker::LeftJob;

/// The state of a connection between two steps.
pub(crate) struct Session<'a> {
    line: &'a Line,
    link: Link,
    asking: Asking,
    /// Its place in line for a permit, while others have them all.
    acquiring: Option<Acquiring>,
    running: Running,
    updates: mpsc::Receiver<Request>,
    updates_sender: mpsc::Sender<Request>,
    stop_time: Option<Instant>,
    /// Functions that the server counts on, by their places in the plan.
    able: HashSet<usize>,
}

/// Why a connection is not served any more.
#[derive(Debug)]
pub(crate) enum End {
    /// All that was to be done is done.
    Stopped,
    /// The server is gone.
    Lost(io::Error),
}

impl<'a> Session<'a> {
    pub(crate) fn new(line: &'a Line, link: Link) -> Self {
        let (updates_sender, updates) = mpsc::channel(UPDATES_MAX);
        Self {
            line,
            link,
            asking: Asking::new(),
            acquiring: None,
            running: Running::default(),
            updates,
            updates_sender,
            stop_time: None,
            able: HashSet::new(),
        }
    }

    /// Works until the end. Jobs that still run then are dropped.
    pub(crate) async fn run(mut self, stop: &mut watch::Receiver<bool>) -> End {
        if let Some(id) = self.plan().id_request() {
            self.link.writer.push(&id);
        }
        self.register();
        self.ask_if_permitted();
        let end = match self.work(stop).await {
            Ok(()) => {
                self.leave().await;
                End::Stopped
            }
            Err(reason) => End::Lost(reason),
        };
        self.abandon(&end);
        end
    }

    async fn work(&mut self, stop: &mut watch::Receiver<bool>) -> io::Result<()> {
        while !self.is_done() {
            let has_unsent = self.link.writer.has_unsent();
            let has_room = !self.link.writer.is_full();
            let stop_end = self.stop_end();
            tokio::select! {
                packet = self.link.reader.next() => self.take_all(packet?)?,
                written = self.link.writer.write_some(), if has_unsent => written?,
                Some(update) = self.updates.recv(), if has_room => self.link.writer.push(&update),
                Some(finished) = self.running.next_finished(), if has_room => self.finish(finished),
                permit = acquired(&mut self.acquiring) => self.permitted(permit),
                () = stopped(stop), if self.stop_time.is_none() => self.stop(),
                () = until(stop_end) => return Ok(()),
            }
        }
        Ok(())
    }

    fn plan(&self) -> &'a Arc<Plan> {
        &self.shared().plan
    }

    fn shared(&self) -> &'a Shared {
        &self.line.shared
    }

    /// A stop waits for the answer to a question, since a job may come with it.
    fn is_done(&self) -> bool {
        self.stop_time.is_some() && self.running.is_empty() && !self.asking.is_asked()
    }

    /// When a stop gives up waiting: for jobs after the grace time; for a server that does not
    /// answer, earlier.
    fn stop_end(&self) -> Option<Instant> {
        let start = self.stop_time?;
        if self.running.is_empty() {
            return Some(start + LEAVE_DEADLINE);
        }
        self.plan().grace.map(|grace| start + grace)
    }

    fn take_all(&mut self, first: Response) -> io::Result<()> {
        self.take(first);
        while let Some(packet) = self.link.reader.next_here()? {
            self.take(packet);
        }
        Ok(())
    }

    fn take(&mut self, packet: Response) {
        match packet {
            Response::JobAssign(job) => self.assigned(job),
            Response::NoJob => self.no_job(),
            Response::Noop => self.woken(),
            Response::Error { code, text } => tracing::warn!(
                code = %code.escape_ascii(), text = %text.escape_ascii(), "the server refused"
            ),
            Response::JobCreated { .. }
            | Response::Echo { .. }
            | Response::Status { .. }
            | Response::StatusUnique { .. }
            | Response::OptionSet { .. }
            | Response::WorkStatus { .. }
            | Response::WorkData { .. }
            | Response::WorkWarning { .. }
            | Response::WorkComplete { .. }
            | Response::WorkFail { .. }
            | Response::WorkException { .. } => {
                tracing::debug!("the server sent a worker what only clients get");
            }
        }
    }

    fn assigned(&mut self, job: JobAssign) {
        let permit = self.asking.assigned();
        self.start(job, permit);
        self.ask_if_permitted();
        self.withdraw_if_stopped();
    }

    fn no_job(&mut self) {
        if let Some(request) = self.asking.no_job() {
            self.link.writer.push(&request);
        }
        self.withdraw_if_stopped();
    }

    /// Who has no place for a job at this moment says so, so that the server wakes somebody else.
    fn woken(&mut self) {
        if !self.asking.woken() {
            return;
        }
        self.ask_if_permitted();
        if self.asking.wants_permit() {
            self.withdraw();
        }
    }

    fn start(&mut self, mut job: JobAssign, mut permit: Option<Permit>) {
        let Some(index) = self.plan().by_name.get(&job.function).copied() else {
            tracing::warn!(function = %job.function, "the server gave a job for another worker");
            self.link
                .writer
                .push(&Request::WorkFail { handle: job.handle });
            return;
        };
        tracing::debug!(handle = %job.handle, function = %job.function, "job");
        if let Some(permit) = &mut permit {
            permit.spend();
        }
        let name = self.plan().functions[index].name.clone();
        let wire_name = std::mem::replace(&mut job.function, name);
        let context = self.context(job);
        self.running
            .start(self.plan(), index, Job::new(wire_name, context, permit));
    }

    fn context(&self, job: JobAssign) -> JobContext {
        let mut progress = self.shared().progress.lock();
        progress.taken += 1;
        if Some(progress.taken) == self.plan().jobs_max {
            self.shared().stopper.stop();
        }
        JobContext {
            attempt: progress.attempts.begin(&job.handle),
            job,
            updates: self.updates_sender.clone(),
            cancellation: CancellationToken::new(),
        }
    }

    fn finish(&mut self, finished: Finished) {
        self.pass_updates_on();
        let is_completed = finished.outcome.is_ok();
        let mut progress = self.shared().progress.lock();
        if is_completed {
            progress.summary.completed += 1;
        } else {
            progress.summary.failed += 1;
        }
        drop(progress);
        self.link.writer.push(&finished.request());
        // Its place may be the one that this connection waits for.
        drop(finished);
        self.withdraw_if_stopped();
        self.ask_if_permitted();
    }

    /// Asks for a job if there is a place for it now, else gets in line. The question then goes out
    /// in one piece with what was to be sent before it.
    fn ask_if_permitted(&mut self) {
        if !self.asking.wants_permit() {
            return;
        }
        let permit = match &mut self.acquiring {
            None => self.line.slots.try_acquire(),
            Some(acquiring) => {
                match acquiring
                    .as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()))
                {
                    Poll::Ready(permit) => Some(permit),
                    Poll::Pending => None,
                }
            }
        };
        match permit {
            Some(permit) => self.permitted(permit),
            None if self.acquiring.is_none() => self.acquiring = Some(self.line.slots.acquire()),
            None => {}
        }
    }

    fn permitted(&mut self, permit: Permit) {
        self.acquiring = None;
        if !self.asking.wants_permit() {
            return;
        }
        self.register();
        if let Some(request) = self.asking.permitted(permit) {
            self.link.writer.push(&request);
        }
    }

    /// Tells the server all that it does not count on.
    fn register(&mut self) {
        for index in &self.line.group.members {
            if self.able.insert(*index) {
                let ability = self.line.shared.plan.functions[*index].ability();
                self.link.writer.push(&ability);
            }
        }
    }

    /// What a handler said before its end is in the channel by now and goes before its result.
    fn pass_updates_on(&mut self) {
        while let Ok(update) = self.updates.try_recv() {
            self.link.writer.push(&update);
        }
    }

    /// Takes no more.
    fn stop(&mut self) {
        self.stop_time.get_or_insert_with(Instant::now);
        self.asking.stop();
        self.acquiring = None;
        self.withdraw_if_stopped();
    }

    fn withdraw_if_stopped(&mut self) {
        if self.stop_time.is_some() && !self.asking.is_asked() {
            self.withdraw();
        }
    }

    /// Tells the server which functions it cannot count on, so that others are woken for them. Not
    /// those of which a job runs here: some servers would take that job back.
    fn withdraw(&mut self) {
        for index in &self.line.group.members {
            let function = &self.line.shared.plan.functions[*index].wire_name;
            if !self.running.has(function) && self.able.remove(index) {
                self.link.writer.push(&Request::CantDo {
                    function: function.clone(),
                });
            }
        }
    }

    /// Drops what still runs, and says so.
    fn abandon(&mut self, end: &End) {
        let jobs = self.running.abandon();
        let mut progress = self.shared().progress.lock();
        progress.summary.dropped += jobs.len() as u64;
        for Job { context, .. } in jobs {
            let (handle, function) = (context.handle().clone(), context.function().clone());
            tracing::warn!(%handle, %function, "dropped while it ran; the server has it again");
            progress.attempts.dropped(handle.clone(), context.attempt);
            if matches!(end, End::Stopped) {
                let server = self.line.server.to_string();
                progress.summary.left.push(LeftJob {
                    server,
                    function,
                    handle,
                });
            }
        }
    }

    /// Waits until the server has read everything: closing the socket with packets unread would
    /// make the system throw away what was sent last.
    async fn leave(&mut self) {
        let payload = Bytes::from_static(b"leaving");
        self.link.writer.push(&Request::Echo { payload });
        match timeout(LEAVE_DEADLINE, self.last_words()).await {
            Ok(Ok(())) => {}
            Ok(Err(reason)) => tracing::warn!(%reason, "connection lost while leaving"),
            Err(_) => tracing::warn!("the server does not answer; the last result may be lost"),
        }
    }

    async fn last_words(&mut self) -> io::Result<()> {
        loop {
            let has_unsent = self.link.writer.has_unsent();
            tokio::select! {
                packet = self.link.reader.next() => match packet? {
                    Response::Echo { .. } => return Ok(()),
                    other => tracing::debug!(?other, "passed over while leaving"),
                },
                written = self.link.writer.write_some(), if has_unsent => written?,
            }
        }
    }
}

/// Waits for its turn; for ever when it is not in line.
async fn acquired(acquiring: &mut Option<Acquiring>) -> Permit {
    match acquiring {
        Some(acquiring) => acquiring.await,
        None => pending().await,
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}
