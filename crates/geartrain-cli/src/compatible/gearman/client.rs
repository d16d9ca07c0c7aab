//! `gearman` without `-w`: submits, and prints what comes back.

use std::ffi::OsStr;
use std::io::{BufReader, Write, stderr, stdin, stdout};
use std::os::unix::ffi::OsStrExt;
use std::process::ExitCode;

use bytes::Bytes;
use geartrain_client::{Client, Error, Event, Job, JobHandle, RunningJob, SlowReader};

use super::TROUBLE;
use super::options::{Lines, Options};
use crate::exit::{Code, Trouble};
use crate::input::{read_all, read_line, without_end};

pub(super) async fn run(options: &Options) -> Result<ExitCode, Trouble> {
    let client = options
        .server
        .client()?
        .slow_reader(SlowReader::HoldsConnection)
        .connect()
        .await?;
    let work = submit_all(&client, options);
    let outcome = match options.timeout {
        Some(limit) => tokio::time::timeout(limit, work).await,
        None => Ok(work.await),
    };
    let has_failed = outcome.unwrap_or_else(|_| {
        let text = "timed out: a job that runs goes on";
        Err(Trouble::new(Code::Uncertain, text))
    })?;
    Ok(ExitCode::from(if has_failed { TROUBLE } else { 0 }))
}

/// Says whether a job has failed.
async fn submit_all(client: &Client, options: &Options) -> Result<bool, Trouble> {
    if options.words.is_empty() && !options.without_input && options.lines != Lines::Together {
        return submit_lines(client, options).await;
    }
    let mut has_failed = false;
    for payload in payloads(options)? {
        has_failed |= submit(client, options, &payload).await?;
    }
    Ok(has_failed)
}

async fn submit_lines(client: &Client, options: &Options) -> Result<bool, Trouble> {
    let mut has_failed = false;
    let mut input = BufReader::new(stdin());
    while let Some(line) = read_line(&mut input)? {
        let payload = match options.lines {
            Lines::EachWithoutEnd => without_end(line),
            Lines::Each | Lines::Together => line,
        };
        has_failed |= submit(client, options, &payload).await?;
    }
    Ok(has_failed)
}

/// Each word is one; without words it is all of the input.
fn payloads(options: &Options) -> Result<Vec<Bytes>, Trouble> {
    if !options.words.is_empty() {
        let copy = |word: &OsStr| Bytes::copy_from_slice(word.as_bytes());
        return Ok(options.words.iter().map(|word| copy(word)).collect());
    }
    let input = match options.without_input {
        true => Bytes::new(),
        false => read_all(stdin().lock(), "cannot read standard input")?,
    };
    Ok(vec![input])
}

/// To each function.
async fn submit(client: &Client, options: &Options, payload: &Bytes) -> Result<bool, Trouble> {
    let mut running = Vec::new();
    for function in &options.functions {
        let mut job = Job::new(function.as_bytes(), payload.clone()).priority(options.priority);
        if let Some(unique) = &options.unique {
            job = job.unique(unique.as_bytes());
        }
        if options.is_background {
            let handle = client.submit_background(job).await?;
            tell(options, &handle)?;
        } else {
            running.push((function, client.submit(job).await?));
        }
    }
    let mut has_failed = false;
    for (function, job) in running {
        tell(options, job.handle())?;
        has_failed |= !print_result(options, function, job).await?;
    }
    Ok(has_failed)
}

fn tell(options: &Options, handle: &JobHandle) -> Result<(), Trouble> {
    match options.is_verbose {
        true => write_out(format!("Task created: {handle}\n").as_bytes()),
        false => Ok(()),
    }
}

/// Says whether the job succeeded.
async fn print_result(
    options: &Options,
    function: &OsStr,
    mut job: RunningJob,
) -> Result<bool, Trouble> {
    while let Some(event) = job.next_event().await {
        match event {
            Event::Data(data) => write(options, function, &data)?,
            Event::Warning(warning) => write_aside(options, function, &warning),
            Event::Status {
                numerator,
                denominator,
            } if options.is_verbose => {
                let percent = u128::from(numerator) * 100 / u128::from(denominator.max(1));
                write_out(format!("{percent}% Complete\n").as_bytes())?;
            }
            _ => {}
        }
    }
    match job.await {
        Ok(result) => write(options, function, &result).map(|()| true),
        Err(Error::Failed) => {
            write_aside(options, function, b"Job failed\n");
            Ok(false)
        }
        Err(Error::Exception(exception)) => {
            write_aside(options, function, &exception);
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

fn prefix(options: &Options, function: &OsStr) -> Vec<u8> {
    match options.has_prefix {
        true => [function.as_bytes(), b": "].concat(),
        false => Vec::new(),
    }
}

fn write(options: &Options, function: &OsStr, data: &[u8]) -> Result<(), Trouble> {
    write_out(&[&prefix(options, function), data].concat())
}

fn write_out(text: &[u8]) -> Result<(), Trouble> {
    let mut out = stdout().lock();
    out.write_all(text)
        .and_then(|()| out.flush())
        .map_err(|error| Trouble::here("cannot write the result", &error))
}

fn write_aside(options: &Options, function: &OsStr, text: &[u8]) {
    // Without standard error there is nowhere to say that there is none.
    let _ = stderr().write_all(&[&prefix(options, function), text].concat());
}
