//! Background jobs that are done while others come.

use std::io;
use std::rc::Rc;

use bytes::Bytes;
use clap::Args;
use geartrain_protocol::Request;
use tokio::sync::Notify;

use crate::args::parse_count;

use super::Conditions;
use super::crowd::{clients, run_all, workers};
use super::party::{Party, wrong};
use super::payload::Seen;
use super::report::{Measurement, Report};
use super::submit::{Submit, submit_all};
use super::tally::Tally;

/// Background jobs with workers.
#[derive(Clone, Debug, Args)]
pub(super) struct Flow {
    /// Connections that work
    #[arg(long, default_value = "8", value_parser = parse_count)]
    workers: usize,
    #[command(flatten)]
    submit: Submit,
}

/// Ends when each job that was accepted has come to a worker; latency is that of the submission.
pub(super) async fn run(conditions: &Conditions, load: &Flow) -> io::Result<Report> {
    let function = &load.submit.function;
    let workers = workers(conditions, load.workers, function).await?;
    let clients = clients(&conditions.server, load.submit.clients).await?;
    let seen = Seen::new(load.submit.jobs)?;
    let progress = Rc::new(Notify::new());
    let measurement = Measurement::begin("flow", conditions)?;
    let done = measurement.tally();
    let accepted = Tally::begin(None, conditions.at_most);
    let working = run_all(workers, |_, worker| {
        work(worker, seen.clone(), done.clone(), Rc::clone(&progress))
    });
    let flowing = async {
        let latencies = submit_all(clients, &load.submit, &accepted).await?;
        while done.done() < accepted.done() {
            progress.notified().await;
        }
        Ok::<_, io::Error>(latencies)
    };
    let latencies = tokio::select! {
        latencies = flowing => latencies?,
        results = working => {
            results?.into_iter().collect::<io::Result<Vec<()>>>()?;
            return Err(wrong("all workers ended"));
        }
    };
    measurement.end(Some(latencies))
}

/// Completes jobs for ever.
async fn work(mut worker: Party, seen: Seen, done: Tally, progress: Rc<Notify>) -> io::Result<()> {
    loop {
        let job = worker.take_job().await?;
        seen.note_once(&job.workload)?;
        worker.push(&Request::WorkComplete {
            handle: job.handle,
            data: Bytes::new(),
        });
        done.add(1);
        progress.notify_one();
    }
}
