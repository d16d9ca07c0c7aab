//! This test program as a child process, to be killed or to run on top of something else.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Tells a child which store to work on; without it a test that is a child's part does nothing.
const STORE: &str = "GEARTRAIN_TEST_STORE";

/// The store to work on, if this process is such a child.
pub(crate) fn store_of_child() -> Option<PathBuf> {
    env::var_os(STORE).map(PathBuf::from)
}

/// A child that runs one test of this program on a store.
pub(crate) fn child_of(test: &str, store: &Path) -> Command {
    let mut child = Command::new(env::current_exe().expect("this program"));
    child
        .args(["--exact", test, "--nocapture"])
        .env(STORE, store)
        .stdin(Stdio::null());
    child
}
