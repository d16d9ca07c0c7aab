//! One connection of a worker, from its first packet to its last.

use std::collections::HashSet;
use std::future::pending;
use std::io;

use bytes::Bytes;
use geartrain_link::Link;
use geartrain_protocol::{FunctionName, JobAssign, Request, Response};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};

use crate::asking::{Asking, Room};
use crate::limits::{LEAVE_DEADLINE, UPDATES_MAX};
use crate::plan::Plan;
use crate::running::{Finished, Running};
use crate::worker::stopped;
use crate::{JobContext, Summary};

/// The state of a connection between two steps.
pub(crate) struct Session<'a> {
    plan: &'a Plan,
    link: Link,
    summary: &'a mut Summary,
    asking: Asking,
    running: Running,
    updates: mpsc::Receiver<Request>,
    updates_sender: mpsc::Sender<Request>,
    stop_time: Option<Instant>,
    /// Functions that the server counts on.
    able: HashSet<FunctionName>,
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
    pub(crate) fn new(plan: &'a Plan, link: Link, summary: &'a mut Summary) -> Self {
        let (updates_sender, updates) = mpsc::channel(UPDATES_MAX);
        Self {
            plan,
            link,
            summary,
            asking: Asking::new(),
            running: Running::default(),
            updates,
            updates_sender,
            stop_time: None,
            able: plan
                .functions
                .iter()
                .map(|(name, _)| name.clone())
                .collect(),
        }
    }

    /// Works until the end. Jobs that still run then are dropped.
    pub(crate) async fn run(mut self, stop: &mut watch::Receiver<bool>) -> End {
        for request in self.plan.introduction() {
            self.link.writer.push(&request);
        }
        let first = self.asking.has_room();
        self.push(first);
        let end = match self.work(stop).await {
            Ok(()) => {
                self.leave().await;
                End::Stopped
            }
            Err(reason) => End::Lost(reason),
        };
        self.summary.dropped += self.running.count() as u64;
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
                () = stopped(stop), if self.stop_time.is_none() => self.stop(),
                () = until(stop_end) => return Ok(()),
            }
        }
        Ok(())
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
        self.plan.grace.map(|grace| start + grace)
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
            Response::Noop => {
                let request = self.asking.woken();
                self.push(request);
            }
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
        self.start(job);
        let request = self.asking.assigned(self.room());
        self.push(request);
        self.withdraw();
    }

    fn no_job(&mut self) {
        let request = self.asking.no_job();
        self.push(request);
        self.withdraw();
    }

    fn start(&mut self, job: JobAssign) {
        let Some(function) = self.plan.function(&job.function).cloned() else {
            tracing::warn!(function = %job.function, "the server gave a job for another worker");
            self.link
                .writer
                .push(&Request::WorkFail { handle: job.handle });
            return;
        };
        tracing::debug!(handle = %job.handle, function = %job.function, "job");
        let context = JobContext::new(job, self.updates_sender.clone());
        self.running.start(function, context);
        if self.has_taken_all() {
            self.stop();
        }
    }

    fn room(&self) -> Room {
        if self.running.count() < self.plan.concurrency {
            Room::Some
        } else {
            Room::None
        }
    }

    fn has_taken_all(&self) -> bool {
        let done = self.summary.completed + self.summary.failed;
        let taken = done + self.running.count() as u64;
        self.plan.jobs_max.is_some_and(|jobs_max| taken >= jobs_max)
    }

    fn finish(&mut self, finished: Finished) {
        self.pass_updates_on();
        match &finished.outcome {
            Ok(_) => self.summary.completed += 1,
            Err(_) => self.summary.failed += 1,
        }
        self.link.writer.push(&finished.into_request());
        self.withdraw();
        if self.room() == Room::Some {
            let request = self.asking.has_room();
            self.push(request);
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
        self.withdraw();
    }

    /// Tells the server of a stopped worker which functions it cannot run any more, so that others
    /// are woken for them. Not while one of their jobs runs or may be on its way: some servers
    /// would take that job back.
    fn withdraw(&mut self) {
        if self.stop_time.is_none() || self.asking.is_asked() {
            return;
        }
        for (name, _) in &self.plan.functions {
            if !self.running.has(name) && self.able.remove(name) {
                self.link.writer.push(&Request::CantDo {
                    function: name.clone(),
                });
            }
        }
    }

    fn push(&mut self, request: Option<Request>) {
        if let Some(request) = request {
            self.link.writer.push(&request);
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

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}
