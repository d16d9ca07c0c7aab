//! The shape of the workspace: who may use whom, how long a file may grow, and that documents and
//! tests agree.
//!
//! A new arrow between crates and a new dependency are decisions. Whoever makes one writes it into
//! `allowed.toml`, where it is seen in the change.

mod dependencies;
mod differences;
mod files;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests have a folder in the workspace")
        .to_owned()
}
