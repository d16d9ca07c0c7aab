//! A disk that does what the test says: `shim.c`, built here and preloaded into the server.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::process::until;

/// Numbers of the system for what goes wrong.
pub(crate) const EIO: i32 = 5;
pub(crate) const ENOSPC: i32 = 28;
pub(crate) const EROFS: i32 = 30;

/// A folder for the store of a server, and what goes wrong in it.
pub(crate) struct Disk {
    store: TempDir,
    control: TempDir,
}

impl Disk {
    /// An empty one that works.
    pub(crate) fn new() -> Self {
        let disk = Self {
            store: tempfile::tempdir().expect("a folder can be made"),
            control: tempfile::tempdir().expect("a folder can be made"),
        };
        build(&disk.shim());
        disk
    }

    /// Where the server keeps its jobs.
    pub(crate) fn folder(&self) -> &Path {
        self.store.path()
    }

    /// What the server's environment must hold.
    pub(crate) fn environment(&self) -> [(&'static str, OsString); 3] {
        [
            ("LD_PRELOAD", self.shim().into()),
            ("FAULTS_CONTROL", self.control.path().into()),
            ("FAULTS_STORE", self.folder().into()),
        ]
    }

    /// Syncs do not return.
    pub(crate) fn hang(&self) {
        self.set("hang", "");
    }

    /// Waits until a sync hangs.
    pub(crate) fn until_hanging(&self) {
        until("a sync that hangs", || self.file("hangs").exists());
    }

    /// Each sync takes so many milliseconds longer.
    pub(crate) fn slow_down(&self, ms: u32) {
        self.set("slow", &ms.to_string());
    }

    /// Syncs end with this error, after some that succeed.
    pub(crate) fn fail_syncs(&self, error: i32, spared: u64) {
        self.set("sync", &format!("{error} {spared}"));
    }

    /// Writes end with this error, after some that succeed.
    pub(crate) fn fail_writes(&self, error: i32, spared: u64) {
        self.set("write", &format!("{error} {spared}"));
    }

    /// What hangs goes on, with whatever else is wrong.
    pub(crate) fn let_go(&self) {
        fs::remove_file(self.file("hang")).expect("it hung");
    }

    /// All is well again.
    pub(crate) fn mend(&self) {
        for fault in ["hang", "slow", "sync", "write"] {
            // Most of them are not there.
            let _ = fs::remove_file(self.file(fault));
        }
    }

    /// Appears whole, since the server may look at any moment.
    fn set(&self, fault: &str, content: &str) {
        let draft = self.file("draft");
        fs::write(&draft, content).expect("the folder is there");
        fs::rename(draft, self.file(fault)).expect("the folder is there");
    }

    fn file(&self, name: &str) -> PathBuf {
        self.control.path().join(name)
    }

    fn shim(&self) -> PathBuf {
        self.file("shim.so")
    }
}

fn build(to: &Path) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/shim.c");
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o"])
        .arg(to)
        .arg(source)
        .arg("-ldl")
        .status()
        .expect("there is a C compiler");
    assert!(status.success(), "the faulty disk cannot be built");
}
