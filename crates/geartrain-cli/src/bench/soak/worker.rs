//! Workers that do what a job says.

use std::io;
use std::rc::Rc;

use geartrain_protocol::{FunctionName, JobAssign, Request};

use super::super::Conditions;
use super::super::party::Party;
use super::client::BACKGROUND;
use super::ledger::Ledger;
use super::task::{Course, Run, Task};

/// Works for one run.
pub(super) struct Worker {
    pub(super) conditions: Rc<Conditions>,
    pub(super) function: FunctionName,
    pub(super) run: Run,
    pub(super) ledger: Rc<Ledger>,
}

impl Worker {
    /// Works for ever; whoever leaves comes back at once.
    pub(super) async fn work(self) -> io::Result<()> {
        loop {
            let mut party = Party::connect_worker(&self.conditions, &self.function).await?;
            while self.do_job(&mut party).await? {}
        }
    }

    /// `false` when the worker leaves in the middle of the job.
    async fn do_job(&self, party: &mut Party) -> io::Result<bool> {
        let job = party.take_job().await?;
        let task = Task::of_payload(&job.workload)?;
        if task.run == self.run {
            if task.course == Course::Leave && self.ledger.leaves(task.number) {
                return Ok(false);
            }
            if task.number & BACKGROUND != 0 {
                self.ledger.complete(task.number)?;
            }
        } else {
            // Nobody waits for it, or checks it, any more.
            self.ledger.find();
        }
        end_job(party, job, task.course);
        // Else the result would wait for the next question to go with it, which may be the last.
        party.flush().await?;
        Ok(true)
    }
}

fn end_job(worker: &mut Party, job: JobAssign, course: Course) {
    let handle = job.handle;
    match course {
        Course::Fail => return worker.push(&Request::WorkFail { handle }),
        Course::Report => report(worker, &job.workload, &handle),
        Course::Complete | Course::Leave => {}
    }
    worker.push(&Request::WorkComplete {
        handle,
        data: job.workload,
    });
}

fn report(worker: &mut Party, workload: &bytes::Bytes, handle: &geartrain_protocol::Handle) {
    worker.push(&Request::WorkStatus {
        handle: handle.clone(),
        numerator: "1".into(),
        denominator: "2".into(),
    });
    worker.push(&Request::WorkData {
        handle: handle.clone(),
        data: workload.clone(),
    });
    worker.push(&Request::WorkWarning {
        handle: handle.clone(),
        data: workload.clone(),
    });
}
