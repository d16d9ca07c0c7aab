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
    /// What a power cut leaves.
    synced: Option<TempDir>,
}

impl Disk {
    /// An empty one that works.
    pub(crate) fn new() -> Self {
        let disk = Self {
            store: tempfile::tempdir().expect("a folder can be made"),
            control: tempfile::tempdir().expect("a folder can be made"),
            synced: None,
        };
        build(&disk.shim());
        disk
    }

    /// One whose power can be cut.
    pub(crate) fn with_plug() -> Self {
        Self {
            synced: Some(tempfile::tempdir().expect("a folder can be made")),
            ..Self::new()
        }
    }

    /// Where the server keeps its jobs.
    pub(crate) fn folder(&self) -> &Path {
        self.store.path()
    }

    /// What the server's environment must hold.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let synced = self.synced.as_ref();
        let synced = synced.map(|folder| ("FAULTS_SYNCED", folder.path().into()));
        let always = [
            ("LD_PRELOAD", self.shim().into()),
            ("FAULTS_CONTROL", self.control.path().into()),
            ("FAULTS_STORE", self.folder().into()),
        ];
        always.into_iter().chain(synced).collect()
    }

    /// The power is cut: of what was written only that is left which was synced. No server runs on the
    /// disk.
    pub(crate) fn cut_power(&self) {
        let folder = self.folder().join("0");
        let synced = self.synced.as_ref().expect("it has a plug");
        for entry in fs::read_dir(&folder).expect("there was a server") {
            fs::remove_file(entry.expect("it is there").path()).expect("it is a file");
        }
        for entry in fs::read_dir(synced.path()).expect("it is there") {
            let entry = entry.expect("it is there");
            let is_draft = entry.path().extension().is_some_and(|end| end == "draft");
            if !is_draft {
                fs::copy(entry.path(), folder.join(entry.file_name())).expect("copied");
            }
        }
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
