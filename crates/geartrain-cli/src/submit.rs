//! `geartrain submit`

mod each_line;

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use geartrain_client::{Client, Event, Job, JobHandle, Priority, RunningJob, SlowReader};

use crate::args::{PriorityArgument, SubmitArguments, bytes};
use crate::exit::{Code, Trouble};
use crate::input::read_all;
use crate::progress::Progress;
use crate::target::Target;

pub(crate) async fn run(target: &Target, arguments: SubmitArguments) -> Result<(), Trouble> {
    check(&arguments)?;
    if arguments.each_line {
        return each_line::run(target, &arguments).await;
    }
    let job = with_options(payload(&arguments)?, &arguments);
    // One job on the connection: a slow pipe behind us may hold it up, nothing is lost.
    let client = target
        .client()?
        .slow_reader(SlowReader::HoldsConnection)
        .connect()
        .await?;
    if is_background(&arguments) {
        let handle = client.submit_background(job).await.map_err(job_trouble)?;
        write_out(format!("{handle}\n").as_bytes())?;
        return wait_for(&client, &[handle], &arguments).await;
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

fn check(arguments: &SubmitArguments) -> Result<(), Trouble> {
    if arguments.wait && !is_background(arguments) {
        let text = "--wait goes with --background, --at or --delay; others wait anyway";
        return Err(Trouble::new(Code::Usage, text));
    }
    if arguments.each_line && arguments.timeout.is_some() && !arguments.wait {
        let text = "--timeout with --each-line goes with --background and --wait";
        return Err(Trouble::new(Code::Usage, text));
    }
    Ok(())
}

/// The file that is to be read, where that is not standard input.
fn file(arguments: &SubmitArguments) -> Option<&Path> {
    let file = arguments.file.as_deref();
    file.filter(|path| path.as_os_str() != "-")
}

fn is_background(arguments: &SubmitArguments) -> bool {
    arguments.background || arguments.at.is_some() || arguments.delay.is_some()
}

/// Until the server knows none of the jobs any more, if that was asked for.
async fn wait_for(
    client: &Client,
    handles: &[JobHandle],
    arguments: &SubmitArguments,
) -> Result<(), Trouble> {
    if !arguments.wait {
        return Ok(());
    }
    let wait = async {
        for handle in handles {
            client.wait_until_done(handle).await.map_err(job_trouble)?;
        }
        Ok(())
    };
    let Some(limit) = arguments.timeout else {
        return wait.await;
    };
    tokio::time::timeout(limit, wait).await.unwrap_or_else(|_| {
        let limit = humantime::format_duration(limit);
        let text =
            format!("not ended within {limit}: it waits or runs on, as `geartrain jobs` shows");
        Err(Trouble::new(Code::Uncertain, text))
    })
}

fn job_trouble(error: geartrain_client::Error) -> Trouble {
    Trouble::from(error).of_a_job()
}

fn given_up(handle: &JobHandle, limit: Duration) -> Trouble {
    let limit = humantime::format_duration(limit);
    let text = format!(
        "{handle} has not ended within {limit}: if it runs, it goes on; see `geartrain status`"
    );
    Trouble::new(Code::Uncertain, text)
}

fn with_options(payload: Bytes, arguments: &SubmitArguments) -> Job {
    let mut job = Job::new(bytes(&arguments.function), payload);
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
    job
}

fn payload(arguments: &SubmitArguments) -> Result<Bytes, Trouble> {
    if let Some(path) = file(arguments) {
        let attempt = format!("cannot read {}", path.display());
        let file = File::open(path).map_err(|error| Trouble::here(&attempt, &error))?;
        return read_all(file, &attempt);
    }
    match &arguments.payload {
        Some(text) if text != "-" => Ok(Bytes::copy_from_slice(bytes(text))),
        None if arguments.file.is_none() && io::stdin().is_terminal() => Err(Trouble::new(
            Code::Usage,
            "no payload: give it as an argument (may be ''), with --file, or pipe it in",
        )),
        _ => read_all(io::stdin().lock(), "cannot read standard input"),
    }
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
