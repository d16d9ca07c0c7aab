//! `geartrain submit --each-line`: many jobs, from the lines of the input.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::thread;

use bytes::Bytes;
use geartrain_client::{Client, Event, Job, JobHandle, RunningJob, SlowReader};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::args::SubmitArguments;
use crate::exit::{Code, Trouble, tell};
use crate::input::{read_line, without_end};
use crate::limits::{LINES_AT_ONCE, LINES_UNDER_WAY};
use crate::target::Target;

use super::{file, is_background, job_trouble, wait_for, with_options, write_out, write_warning};

/// Lines are submitted as they come, up to [`LINES_UNDER_WAY`] at a time.
pub(super) async fn run(target: &Target, arguments: &SubmitArguments) -> Result<(), Trouble> {
    let client = target
        .client()?
        .slow_reader(SlowReader::HoldsConnection)
        .connect()
        .await?;
    let input = start_reading(arguments)?;
    if is_background(arguments) {
        return hand_over(&client, input, arguments).await;
    }
    Results::default()
        .print_all(&client, input, arguments)
        .await
}

/// A thread reads, since nothing else may wait for a pipe.
fn start_reading(arguments: &SubmitArguments) -> Result<Receiver<Result<Bytes, Trouble>>, Trouble> {
    let (sender, receiver) = channel(LINES_AT_ONCE);
    let source: Box<dyn Read + Send> =
        match file(arguments) {
            Some(path) => Box::new(File::open(path).map_err(|error| {
                Trouble::here(format!("cannot read {}", path.display()), &error)
            })?),
            None => Box::new(io::stdin()),
        };
    thread::spawn(move || read_lines(BufReader::new(source), &sender));
    Ok(receiver)
}

fn read_lines(mut source: impl BufRead, lines: &Sender<Result<Bytes, Trouble>>) {
    loop {
        let line = read_line(&mut source);
        let is_last = !matches!(line, Ok(Some(_)));
        let is_wanted = match line.transpose() {
            Some(line) => lines.blocking_send(line).is_ok(),
            None => false,
        };
        if is_last || !is_wanted {
            return;
        }
    }
}

/// Takes what lines there are, at least one; empty at the end of the input.
async fn next_jobs(
    input: &mut Receiver<Result<Bytes, Trouble>>,
    arguments: &SubmitArguments,
) -> Result<Vec<Job>, Trouble> {
    let mut lines = Vec::new();
    input.recv_many(&mut lines, LINES_AT_ONCE).await;
    lines
        .into_iter()
        .map(|line| Ok(with_options(without_end(line?), arguments)))
        .collect()
}

async fn hand_over(
    client: &Client,
    mut input: Receiver<Result<Bytes, Trouble>>,
    arguments: &SubmitArguments,
) -> Result<(), Trouble> {
    let mut handles: Vec<JobHandle> = Vec::new();
    loop {
        let jobs = next_jobs(&mut input, arguments).await?;
        if jobs.is_empty() {
            return wait_for(client, &handles, arguments).await;
        }
        for handle in client.submit_background_batch(jobs).await {
            let handle = handle.map_err(job_trouble)?;
            write_out(format!("{handle}\n").as_bytes())?;
            if arguments.wait {
                handles.push(handle);
            }
        }
    }
}

/// A job whose result is to be printed.
struct UnderWay {
    job: RunningJob,
    /// Partial results so far.
    data: Vec<u8>,
}

impl UnderWay {
    /// Dropping the future loses nothing.
    async fn result(&mut self) -> Result<Bytes, Trouble> {
        while let Some(event) = self.job.next_event().await {
            match event {
                Event::Data(part) => self.data.extend_from_slice(&part),
                Event::Warning(warning) => write_warning(&warning),
                _ => {}
            }
        }
        (&mut self.job).await.map_err(job_trouble)
    }
}

#[derive(Default)]
struct Results {
    under_way: VecDeque<Result<UnderWay, Trouble>>,
    printed: u64,
    failed: u64,
}

impl Results {
    async fn print_all(
        mut self,
        client: &Client,
        mut input: Receiver<Result<Bytes, Trouble>>,
        arguments: &SubmitArguments,
    ) -> Result<(), Trouble> {
        let mut is_open = true;
        loop {
            let has_room = is_open && self.under_way.len() < LINES_UNDER_WAY;
            tokio::select! {
                jobs = next_jobs(&mut input, arguments), if has_room => {
                    let jobs = jobs?;
                    is_open = !jobs.is_empty();
                    self.submit(client, jobs).await;
                }
                outcome = first(&mut self.under_way), if !self.under_way.is_empty() => {
                    self.print(outcome)?;
                }
                else => return self.summary(),
            }
        }
    }

    async fn submit(&mut self, client: &Client, jobs: Vec<Job>) {
        let accepted = client.submit_batch(jobs).await.into_iter();
        self.under_way.extend(accepted.map(|job| match job {
            Ok(job) => Ok(UnderWay {
                job,
                data: Vec::new(),
            }),
            Err(error) => Err(job_trouble(error)),
        }));
    }

    /// A line for the first job, also where it has no result: the lines stay in step.
    fn print(&mut self, outcome: Result<Bytes, Trouble>) -> Result<(), Trouble> {
        let first = self.under_way.pop_front();
        self.printed += 1;
        let mut line = match first {
            Some(Ok(first)) => first.data,
            _ => Vec::new(),
        };
        match outcome {
            Ok(result) => line.extend_from_slice(&result),
            Err(trouble) => {
                self.failed += 1;
                tell(&format!(
                    "geartrain: line {}: {}",
                    self.printed, trouble.message
                ));
            }
        }
        // Commands end what they print; one more end would be a line of its own.
        if line.last() != Some(&b'\n') {
            line.push(b'\n');
        }
        write_out(&line)
    }

    fn summary(&self) -> Result<(), Trouble> {
        if self.failed == 0 {
            return Ok(());
        }
        let text = format!("{} of {} jobs have no result", self.failed, self.printed);
        Err(Trouble::new(Code::Failed, text))
    }
}

/// Waits for the job that was submitted first. Dropping the future loses nothing.
async fn first(under_way: &mut VecDeque<Result<UnderWay, Trouble>>) -> Result<Bytes, Trouble> {
    match under_way.front_mut() {
        Some(Ok(job)) => job.result().await,
        Some(Err(trouble)) => Err(trouble.clone()),
        None => std::future::pending().await,
    }
}
