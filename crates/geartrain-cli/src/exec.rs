//! One job as one process.

mod output;

use std::ffi::OsStr;
use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;

use bytes::Bytes;
use geartrain_worker::{Failure, JobContext};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, Command};

use crate::exit::{Code, Trouble};
use crate::guard::Guard;
use crate::program;
use crate::reports::Reports;
use crate::tail::Tail;

pub(crate) use output::Delivery;
use output::deliver;

/// How jobs become processes.
#[derive(Clone, Debug)]
pub(crate) struct Commands {
    words: Arc<[OsString]>,
    delivery: Delivery,
    guard: Guard,
}

impl Commands {
    /// Each job will run `words`, the first of which is a program.
    pub(crate) fn new(words: Vec<OsString>, delivery: Delivery) -> Result<Self, Trouble> {
        match words.first() {
            Some(name) => program::check(name)?,
            None => {
                return Err(Trouble::new(
                    Code::Usage,
                    "no command: write it after --, as in: work -f NAME -- CMD",
                ));
            }
        }
        Ok(Self {
            words: words.into(),
            delivery,
            guard: Guard::start(),
        })
    }

    /// Runs one; any exit status but 0 is a failure, with what it wrote to standard error.
    pub(crate) async fn run(&self, job: &JobContext) -> Result<Bytes, Failure> {
        self.run_to_end(job).await?.judge()
    }

    /// Runs one with the payload on its standard input; its standard output is delivered.
    ///
    /// The process leads a group of its own, so that a signal from the terminal reaches the worker
    /// alone. Dropping the future kills the whole group.
    pub(crate) async fn run_to_end(&self, job: &JobContext) -> Result<Ended, Failure> {
        let (mut child, mut reports) = start(&self.words, job)?;
        let mut group = Group::of(&child, &self.guard);
        let (input, output, errors) = pipes(&mut child);
        let work = async {
            tokio::try_join!(
                feed(input, job.payload()),
                deliver(output, self.delivery, job),
                pass_errors_on(errors),
            )
        };
        // What the command left running may keep its end of this pipe open: nobody waits for that.
        let (_, output, tail) = tokio::select! {
            outcome = work => outcome?,
            never = reports.pass_on(job) => match never {},
        };
        reports.pass_on_rest(job).await;
        // Only now: until it is waited for, no other process can get its id.
        let status = child.wait().await?;
        group.has_ended();
        Ok(Ended {
            status,
            output,
            tail,
        })
    }
}

/// A command that ran.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    /// What is to be the result: nothing where it was delivered while the command ran.
    pub(crate) output: Bytes,
    /// The end of what it wrote to standard error.
    tail: Tail,
}

fn start(words: &[OsString], job: &JobContext) -> Result<(Child, Reports), Failure> {
    let (program, arguments) = words.split_first().expect("the command line has a command");
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env("GEARTRAIN_HANDLE", os(job.handle().as_bytes()))
        .env("GEARTRAIN_FUNCTION", os(job.function().as_bytes()))
        .env("GEARTRAIN_UNIQUE", os(job.unique()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let reports = Reports::of(&mut command)?;
    let child = command.spawn().map_err(|error| {
        let text = format!("cannot run {}: {error}", program.to_string_lossy());
        Failure::exception(text)
    })?;
    Ok((child, reports))
}

fn os(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}

fn pipes(child: &mut Child) -> (ChildStdin, impl AsyncRead + use<>, impl AsyncRead + use<>) {
    let because = "all three are pipes";
    (
        child.stdin.take().expect(because),
        child.stdout.take().expect(because),
        child.stderr.take().expect(because),
    )
}

/// A command that does not read all of its input is no failure: it may know enough.
async fn feed(mut input: ChildStdin, payload: &[u8]) -> Result<(), Failure> {
    match input.write_all(payload).await {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

async fn pass_errors_on(mut errors: impl AsyncRead + Unpin) -> Result<Tail, Failure> {
    let mut tail = Tail::default();
    let mut buffer = [0; 4096];
    loop {
        let count = errors.read(&mut buffer).await?;
        if count == 0 {
            return Ok(tail);
        }
        let text = &buffer[..count];
        tail.add(text);
        // A worker whose own standard error is closed goes on without it.
        let _ = std::io::stderr().lock().write_all(text);
    }
}

impl Ended {
    fn judge(self) -> Result<Bytes, Failure> {
        let status = self.status;
        if status.success() {
            return Ok(self.output);
        }
        let why = match (status.code(), status.signal()) {
            (Some(code), _) => format!("exit status {code}"),
            (None, Some(signal)) => format!("killed by signal {signal}"),
            (None, None) => "ended in an unknown way".to_owned(),
        };
        match self.tail.text() {
            text if text.is_empty() && status.code().is_some() => Err(Failure::failed()),
            text if text.is_empty() => Err(Failure::exception(why)),
            text => Err(Failure::exception(format!("{why}: {text}"))),
        }
    }
}

/// A process and all that it started. Killed when dropped, unless it has ended.
#[derive(Debug)]
struct Group {
    leader: Option<Pid>,
    guard: Guard,
}

impl Group {
    fn of(child: &Child, guard: &Guard) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        let leader = id.and_then(Pid::from_raw);
        if let Some(leader) = leader {
            guard.watch(leader);
        }
        Self {
            leader,
            guard: guard.clone(),
        }
    }

    fn has_ended(&mut self) {
        if let Some(leader) = self.leader.take() {
            self.guard.release(leader);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.leader
            && let Err(error) = kill_process_group(leader, Signal::KILL)
        {
            tracing::warn!(%error, "cannot kill a command");
        }
        self.has_ended();
    }
}
