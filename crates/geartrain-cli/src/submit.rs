//! `geartrain submit`

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::time::Duration;

use bytes::Bytes;
use geartrain_client::{Client, Event, Job, JobHandle, Priority, RunningJob, SlowReader};

use crate::args::{PriorityArgument, SubmitArguments, bytes};
use crate::exit::{Code, Trouble};
use crate::limits::PAYLOAD_BYTES_MAX;
use crate::progress::Progress;

pub(crate) async fn run(server: &str, arguments: SubmitArguments) -> Result<(), Trouble> {
    let job = job(&arguments)?;
    // One job on the connection: a slow pipe behind us may hold it up, nothing is lost.
    let client = Client::builder()
        .server(server)
        .slow_reader(SlowReader::HoldsConnection)
        .connect()
        .await?;
    if arguments.background || arguments.at.is_some() || arguments.delay.is_some() {
        let handle = client.submit_background(job).await.map_err(job_trouble)?;
        return write_out(format!("{handle}\n").as_bytes());
    }
    let running = client.submit(job).await.map_err(job_trouble)?;
    let Some(limit) = arguments.timeout else {
        return follow(running).await;
    };
    let handle = running.handle().clone();
    tokio::time::timeout(limit, follow(running))
        .await
        .unwrap_or_else(|_| Err(given_up(&handle, limit)))
}

fn job_trouble(error: geartrain_client::Error) -> Trouble {
    Trouble::from(error).of_a_job()
}

fn given_up(handle: &JobHandle, limit: Duration) -> Trouble {
    let limit = humantime::format_duration(limit);
    let text = format!("{handle} has not ended within {limit}: nobody waits for it any more");
    Trouble::new(Code::Uncertain, text)
}

fn job(arguments: &SubmitArguments) -> Result<Job, Trouble> {
    let mut job = Job::new(bytes(&arguments.function), payload(arguments)?);
    job = job.priority(match arguments.priority {
        PriorityArgument::High => Priority::High,
        PriorityArgument::Normal => Priority::Normal,
        PriorityArgument::Low => Priority::Low,
    });
    if let Some(unique) = &arguments.unique {
        job = job.unique(bytes(unique));
    }
    if let Some(at) = arguments.at {
        job = job.at(at);
    }
    if let Some(delay) = arguments.delay {
        job = job.after(delay);
    }
    Ok(job)
}

fn payload(arguments: &SubmitArguments) -> Result<Bytes, Trouble> {
    if let Some(path) = &arguments.file {
        let attempt = format!("cannot read {}", path.display());
        let file = File::open(path).map_err(|error| Trouble::here(&attempt, &error))?;
        return read_bounded(file, &attempt);
    }
    match &arguments.payload {
        Some(text) if text != "-" => Ok(Bytes::copy_from_slice(bytes(text))),
        None if io::stdin().is_terminal() => Err(Trouble::new(
            Code::Usage,
            "no payload: give it as an argument ('' for an empty one), with --file, or pipe it in",
        )),
        _ => read_bounded(io::stdin().lock(), "cannot read standard input"),
    }
}

fn read_bounded(source: impl Read, attempt: &str) -> Result<Bytes, Trouble> {
    let mut payload = Vec::new();
    source
        .take(PAYLOAD_BYTES_MAX + 1)
        .read_to_end(&mut payload)
        .map_err(|error| Trouble::here(attempt, &error))?;
    if payload.len() as u64 > PAYLOAD_BYTES_MAX {
        let text = format!("the payload is larger than {PAYLOAD_BYTES_MAX} bytes");
        return Err(Trouble::new(Code::Usage, text));
    }
    Ok(payload.into())
}

async fn follow(mut running: RunningJob) -> Result<(), Trouble> {
    let mut progress = Progress::on_terminal();
    while let Some(event) = running.next_event().await {
        progress.clear();
        match event {
            Event::Data(data) => write_out(&data)?,
            Event::Warning(warning) => write_warning(&warning),
            Event::Status {
                numerator,
                denominator,
            } => progress.show(numerator, denominator),
            other => tracing::warn!(?other, "an event that this version does not know"),
        }
    }
    progress.clear();
    write_out(&running.await.map_err(job_trouble)?)
}

/// Each part at once, since somebody may be waiting for it.
fn write_out(data: &[u8]) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    out.write_all(data)
        .and_then(|()| out.flush())
        .map_err(|error| Trouble::here("cannot write the result", &error))
}

fn write_warning(warning: &[u8]) {
    let end: &[u8] = if warning.ends_with(b"\n") { b"" } else { b"\n" };
    // Without standard error there is nowhere to say that there is none.
    let _ = io::stderr().lock().write_all(&[warning, end].concat());
}
