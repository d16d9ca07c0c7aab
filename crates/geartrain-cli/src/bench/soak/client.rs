//! Clients that do a bit of everything.

use std::io;
use std::rc::Rc;
use std::time::Instant;

use geartrain_protocol::{
    FunctionName, Handle, Request, Response, Start, Submit, SubmitMode, SubmitPriority, UniqueKey,
};
use hdrhistogram::Histogram;

use super::super::party::{Party, unexpected, wrong};
use super::super::report::{latencies, micros_since};
use super::super::tally::Tally;
use super::dice::Dice;
use super::ledger::Ledger;
use super::task::{Course, Run, Task};

/// Marks the number of a background job.
pub(super) const BACKGROUND: u64 = 1 << 63;

/// Marks the number of a job that several clients join.
const JOINED: u64 = 1 << 62;

/// Uniques that are joined.
const HOT: u64 = 8;

/// Background jobs submitted at a time.
const BATCH: u64 = 16;

/// Background jobs that may wait: enough to keep workers busy, and no more.
const OUTSTANDING_MAX: usize = 10_000;

pub(super) struct Client {
    pub(super) party: Party,
    pub(super) function: FunctionName,
    pub(super) run: Run,
    pub(super) ledger: Rc<Ledger>,
    pub(super) tally: Tally,
    pub(super) dice: Dice,
}

impl Client {
    /// Works until the time is up; gives the latencies of foreground jobs.
    pub(super) async fn run(mut self) -> io::Result<Histogram<u64>> {
        let mut latencies = latencies();
        let mut last = None;
        while !self.tally.is_time_up() {
            match self.dice.below(10) {
                0..=4 => latencies.saturating_record(self.foreground().await?),
                5 => latencies.saturating_record(self.join().await?),
                6..=8 => last = self.background().await?.or(last),
                _ => self.ask(last.as_ref()).await?,
            }
        }
        Ok(latencies)
    }

    /// Has a job done and checks everything that is said about it.
    async fn foreground(&mut self) -> io::Result<u64> {
        let number = self.ledger.new_number();
        let task = self.task(number);
        self.wait_for(&task, UniqueKey::default()).await
    }

    /// Joins a job that others may wait for already, or starts it.
    async fn join(&mut self) -> io::Result<u64> {
        let number = JOINED | self.dice.below(HOT);
        let course = Course::Complete;
        let run = self.run;
        let unique = UniqueKey::new(format!("{run}-{number}").into()).map_err(io::Error::other)?;
        let task = Task {
            run,
            number,
            course,
        };
        self.wait_for(&task, unique).await
    }

    fn task(&mut self, number: u64) -> Task {
        Task {
            run: self.run,
            number,
            course: Course::thrown(&mut self.dice),
        }
    }

    async fn wait_for(&mut self, task: &Task, unique: UniqueKey) -> io::Result<u64> {
        let began = Instant::now();
        self.submit(task, unique, SubmitMode::Foreground);
        let handle = self.created().await?;
        let payload = task.to_payload();
        loop {
            match self.party.receive().await? {
                Response::WorkStatus { handle: of, .. } if of == handle => {}
                Response::WorkData { handle: of, data }
                | Response::WorkWarning { handle: of, data }
                    if of == handle && data == payload => {}
                Response::WorkComplete { handle: of, data }
                    if of == handle && data == payload && task.course != Course::Fail =>
                {
                    break;
                }
                Response::WorkFail { handle: of }
                    if of == handle && task.course == Course::Fail =>
                {
                    break;
                }
                other => return Err(unexpected(&other)),
            }
        }
        self.tally.add(1);
        Ok(micros_since(began))
    }

    /// Submits some jobs, unless there are too many; gives the last one's handle.
    async fn background(&mut self) -> io::Result<Option<Handle>> {
        if self.ledger.outstanding() >= OUTSTANDING_MAX {
            return Ok(None);
        }
        let count = 1 + self.dice.below(BATCH);
        for _ in 0..count {
            let number = BACKGROUND | self.ledger.new_number();
            let task = self.task(number);
            self.ledger.expect(task.number);
            self.submit(&task, UniqueKey::default(), SubmitMode::Background);
        }
        let mut last = None;
        for _ in 0..count {
            last = Some(self.created().await?);
        }
        self.tally.add(count);
        Ok(last)
    }

    /// Asks how a job is, which may have ended.
    async fn ask(&mut self, job: Option<&Handle>) -> io::Result<()> {
        let Some(job) = job else {
            return self.party.settle().await;
        };
        let handle = job.clone();
        self.party.push(&Request::GetStatus { handle });
        match self.party.receive().await? {
            Response::Status { handle, .. } if handle == *job => Ok(()),
            other => Err(unexpected(&other)),
        }
    }

    fn submit(&mut self, task: &Task, unique: UniqueKey, mode: SubmitMode) {
        let priority = match self.dice.below(10) {
            0 => SubmitPriority::High,
            1..=2 => SubmitPriority::Low,
            _ => SubmitPriority::Normal,
        };
        self.party.push(&Request::Submit(Submit {
            function: self.function.clone(),
            unique,
            mode,
            priority,
            start: Start::Now,
            reducer: None,
            workload: task.to_payload(),
        }));
    }

    async fn created(&mut self) -> io::Result<Handle> {
        match self.party.receive().await? {
            Response::JobCreated { handle } if !handle.as_bytes().is_empty() => Ok(handle),
            Response::JobCreated { .. } => Err(wrong("an empty handle")),
            other => Err(unexpected(&other)),
        }
    }
}
