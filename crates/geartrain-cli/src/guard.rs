//! A process that ends the commands of a worker which was killed.
//!
//! Who gets SIGKILL, or is killed for want of memory, cannot end what it has started. So a worker
//! starts this program a second time, as its guard, and tells it through a pipe of each process group
//! that begins or has ended. When the pipe ends, so has the worker, in whatever way: what it has left
//! is killed, but for a command that the worker had no time to tell of. The system's own signal for
//! the death of a parent would reach one process of a group only.

use std::collections::HashMap;
use std::env;
use std::ffi::OsStr;
use std::io::{self, Read, Write, stdin};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;

use nix::sys::signal::SigSet;
use rustix::process::{Pid, Signal, kill_process_group};

/// What the guard is called: not as the worker, so that who kills all of that name leaves it alive.
const NAME: &str = "command-guard";

/// The worker's end of the pipe. The guard acts when the last clone is gone.
#[derive(Clone, Debug)]
pub(crate) struct Guard(Option<Arc<Post>>);

/// A guard whose standard input is the other end of the pipe.
#[derive(Debug)]
struct Post(Child);

impl Guard {
    /// Starts a guard. A worker whose guard cannot be started works without one.
    pub(crate) fn start() -> Self {
        match spawn() {
            Ok(post) => Self(Some(Arc::new(post))),
            Err(error) => {
                tracing::warn!(%error, "commands will go on if this worker is killed");
                Self(None)
            }
        }
    }

    /// A process group has begun.
    pub(crate) fn watch(&self, group: Pid) {
        self.tell(group.as_raw_nonzero().get());
    }

    /// The process group is no business of the worker any more.
    pub(crate) fn release(&self, group: Pid) {
        self.tell(-group.as_raw_nonzero().get());
    }

    fn tell(&self, word: i32) {
        if let Some(mut pipe) = self.0.as_ref().and_then(|post| post.0.stdin.as_ref()) {
            // Without a guard that listens there is none to be told.
            let _ = pipe.write_all(&word.to_ne_bytes());
        }
    }
}

impl Drop for Post {
    /// Lets the guard end and waits for it, so that it does not stay in the list of processes.
    fn drop(&mut self) {
        // This closes the pipe first.
        let _ = self.0.wait();
    }
}

/// In a process group of its own, since a signal from the terminal is for the worker.
fn spawn() -> io::Result<Post> {
    Command::new(env::current_exe()?)
        .arg0(NAME)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map(Post)
}

/// Runs as a guard, if that is what this process was started as.
pub(crate) fn run() -> Option<ExitCode> {
    let called = env::args_os().next()?;
    if Path::new(&called).file_name() != Some(OsStr::new(NAME)) {
        return None;
    }
    name_process();
    // Who stops a service signals all of its processes; the worker may still finish its jobs then.
    let _ = SigSet::all().thread_block();
    for group in left_behind(stdin().lock()) {
        // It may have ended at this moment.
        let _ = kill_process_group(group, Signal::KILL);
    }
    Some(ExitCode::SUCCESS)
}

#[cfg(target_os = "linux")]
fn name_process() {
    // Only for those who list processes.
    let _ = nix::sys::prctl::set_name(c"command-guard");
}

#[cfg(not(target_os = "linux"))]
fn name_process() {}

/// Reads what the worker tells until there is no more; the groups that began and were not released.
///
/// They are counted: one that ended may be told of after the next one that got its number.
fn left_behind(mut worker: impl Read) -> impl Iterator<Item = Pid> {
    let mut groups = HashMap::<Pid, i32>::new();
    let mut word = [0; size_of::<i32>()];
    while worker.read_exact(&mut word).is_ok() {
        let number = i32::from_ne_bytes(word);
        let Some(group) = group(number) else { continue };
        let begun = groups.entry(group).or_default();
        *begun += number.signum();
        if *begun == 0 {
            groups.remove(&group);
        }
    }
    let left = groups.into_iter().filter(|(_, begun)| *begun > 0);
    left.map(|(group, _)| group)
}

/// No command leads the first group, whose number means all processes to the system.
fn group(number: i32) -> Option<Pid> {
    let number = number.checked_abs().filter(|number| *number > 1)?;
    Pid::from_raw(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[i32]) -> Vec<i32> {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        let groups = left_behind(&bytes[..]);
        let mut groups: Vec<i32> = groups.map(|group| group.as_raw_nonzero().get()).collect();
        groups.sort_unstable();
        groups
    }

    #[test]
    fn groups_that_were_not_released_are_left_behind() {
        assert!(told(&[]).is_empty());
        assert_eq!(told(&[20, 30, -20, 40]), [30, 40]);
        assert_eq!(told(&[20, -20, 20]), [20]);
        assert_eq!(told(&[20, 20, -20]), [20]);
    }

    #[test]
    fn numbers_of_no_group_of_ours_are_passed_over() {
        assert!(told(&[0, 1, -1, i32::MIN, -7]).is_empty());
    }
}
