//! Where a test meets the commands that a worker runs: named pipes and files in a folder.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;

use tempfile::TempDir;

use crate::process::DEADLINE;

/// A folder of named pipes and files.
pub(crate) struct Rendezvous(TempDir);

impl Rendezvous {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder can be made"))
    }

    /// The path of a file.
    pub(crate) fn file(&self, name: &str) -> String {
        self.path(name)
            .into_os_string()
            .into_string()
            .expect("the folder has a plain name")
    }

    /// Makes a named pipe: reading from it waits for somebody to write, and the other way round.
    pub(crate) fn pipe(&self, name: &str) -> String {
        let made = Command::new("mkfifo")
            .arg(self.path(name))
            .status()
            .expect("mkfifo runs");
        assert!(made.success());
        self.file(name)
    }

    /// Waits until somebody has written to the pipe and closed it.
    #[track_caller]
    pub(crate) fn hear(&self, name: &str) -> String {
        let path = self.path(name);
        within("somebody to write", move || {
            fs::read_to_string(path).expect("a pipe is read")
        })
    }

    /// Waits until somebody reads the pipe.
    #[track_caller]
    pub(crate) fn tell(&self, name: &str) {
        let path = self.path(name);
        within("somebody to read", move || {
            fs::write(path, "go\n").expect("a pipe is written");
        });
    }

    /// What is in a file.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("the file is there")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

#[track_caller]
fn within<T: Send + 'static>(what: &str, wait: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, done) = channel();
    thread::spawn(move || sender.send(wait()));
    done.recv_timeout(DEADLINE)
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
