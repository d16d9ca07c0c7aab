//! Foreground jobs from submission to result, whatever they are for.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::rc::Rc;
use std::time::Instant;

use geartrain_protocol::{FunctionName, Handle, Request, Response, SubmitMode, UniqueKey};
use hdrhistogram::Histogram;

use super::crowd::run_all;
use super::pace::Schedule;
use super::party::{Party, submission, unexpected, wrong};
use super::payload::Payloads;
use super::report::{latencies, merge, micros_since};
use super::tally::Tally;

/// What the clients do.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Submitted to in turns that look like chance.
    pub(super) functions: Rc<[FunctionName]>,
    pub(super) payloads: Payloads,
    /// Jobs of all clients together.
    pub(super) jobs: u64,
    /// Jobs that each client keeps going.
    pub(super) in_flight: u64,
    /// Jobs that all clients begin each second, instead of keeping so many going.
    pub(super) rate: Option<f64>,
}

/// Lets `workers` work until `clients` have had all their jobs done; gives the latencies.
pub(super) async fn run(
    workers: Vec<Party>,
    clients: Vec<Party>,
    plan: &Plan,
    tally: &Tally,
) -> io::Result<Histogram<u64>> {
    let count = clients.len();
    let working = run_all(workers, |_, worker| async move { work(worker).await });
    let submitting = run_all(clients, |number, party| {
        let schedule = plan.rate.map(|rate| Schedule::new(rate, number, count));
        let client = Client::new(party, number, count, plan, tally);
        async move {
            match schedule {
                Some(schedule) => client.keep_pace(schedule).await,
                None => client.keep_going().await,
            }
        }
    });
    tokio::select! {
        results = submitting => merge(results?),
        results = working => {
            results?.into_iter().collect::<io::Result<Vec<()>>>()?;
            Err(wrong("all workers ended"))
        }
    }
}

/// Completes jobs with their own payload, for ever.
pub(super) async fn work(mut worker: Party) -> io::Result<()> {
    loop {
        let job = worker.take_job().await?;
        worker.push(&Request::WorkComplete {
            handle: job.handle,
            data: job.workload,
        });
    }
}

struct Client {
    party: Party,
    plan: Plan,
    tally: Tally,
    /// Number of its first job.
    first: u64,
    /// Jobs that it has to submit.
    jobs: u64,
    submitted: u64,
    /// Submitted and not yet answered: their numbers and when they began, in order.
    unanswered: VecDeque<(u64, Instant)>,
    running: HashMap<Handle, (u64, Instant)>,
    latencies: Histogram<u64>,
}

impl Client {
    fn new(party: Party, number: usize, clients: usize, plan: &Plan, tally: &Tally) -> Self {
        let jobs = plan.jobs / clients as u64;
        Self {
            party,
            plan: plan.clone(),
            tally: tally.clone(),
            first: number as u64 * jobs,
            jobs,
            submitted: 0,
            unanswered: VecDeque::new(),
            running: HashMap::new(),
            latencies: latencies(),
        }
    }

    /// Submits a job as soon as an earlier one has ended.
    async fn keep_going(mut self) -> io::Result<Histogram<u64>> {
        loop {
            while self.has_more() && self.in_flight() < self.plan.in_flight {
                self.submit(Instant::now());
            }
            if self.in_flight() == 0 {
                return Ok(self.latencies);
            }
            let response = self.party.receive().await?;
            self.take(response)?;
        }
    }

    /// Submits jobs when they are due; what a late one waited counts into its latency.
    async fn keep_pace(mut self, mut schedule: Schedule) -> io::Result<Histogram<u64>> {
        while self.has_more() || self.in_flight() > 0 {
            while self.has_more()
                && let Some(due) = schedule.take()
            {
                self.submit(due);
            }
            self.party.flush().await?;
            let has_more = self.has_more();
            let response = tokio::select! {
                biased;
                response = self.party.link().reader.next() => Some(response?),
                () = schedule.wait(), if has_more => None,
            };
            if let Some(response) = response {
                self.take(response)?;
            }
        }
        Ok(self.latencies)
    }

    fn has_more(&self) -> bool {
        self.submitted < self.jobs && !self.tally.is_time_up()
    }

    fn in_flight(&self) -> u64 {
        (self.unanswered.len() + self.running.len()) as u64
    }

    fn submit(&mut self, began: Instant) {
        let number = self.first + self.submitted;
        let function = pick(&self.plan.functions, number);
        let payload = self.plan.payloads.of(number);
        let unique = UniqueKey::default();
        let mode = SubmitMode::Foreground;
        self.party
            .push(&submission(function, unique, mode, payload));
        self.unanswered.push_back((number, began));
        self.submitted += 1;
    }

    fn take(&mut self, response: Response) -> io::Result<()> {
        match response {
            Response::JobCreated { handle } => self.created(handle),
            Response::WorkComplete { handle, data } => {
                let (number, began) = self
                    .running
                    .remove(&handle)
                    .ok_or_else(|| wrong("an unknown job ended"))?;
                if data != self.plan.payloads.of(number) {
                    return Err(wrong("a result is not the payload of its job"));
                }
                self.latencies.saturating_record(micros_since(began));
                self.tally.add(1);
                Ok(())
            }
            other => Err(unexpected(&other)),
        }
    }

    fn created(&mut self, handle: Handle) -> io::Result<()> {
        let job = self
            .unanswered
            .pop_front()
            .ok_or_else(|| wrong("one job too many"))?;
        match self.running.insert(handle, job) {
            None => Ok(()),
            Some(_) => Err(wrong("a handle came twice")),
        }
    }
}

/// One of `functions` for job `number`: the golden ratio's multiples spread evenly.
fn pick(functions: &[FunctionName], number: u64) -> &FunctionName {
    let spread = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let position = spread % functions.len() as u64;
    &functions[usize::try_from(position).unwrap_or_default()]
}
