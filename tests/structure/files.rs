//! Source files: short enough to read, and each says what it is for.

use std::fs;
use std::path::{Path, PathBuf};

/// Where a reader would no longer know where to look.
const LINES_MAX: usize = 500;

/// Folders that hold what was built or installed.
const FOREIGN: [&str; 3] = ["build", "node_modules", "target"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the workspace can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            if !FOREIGN.iter().any(|name| path.ends_with(name)) {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["crates", "examples", "tests"] {
        sources(&crate::root().join(folder), &mut found);
    }
    assert!(found.len() > 50, "the sources were found");
    found
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a source file is text")
}

#[test]
fn no_source_file_is_longer_than_a_reader_can_follow() {
    for path in all_sources() {
        let lines = text(&path).lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", path.display());
    }
}

#[test]
fn every_source_file_opens_with_what_it_is_for() {
    for path in all_sources() {
        if path.ends_with("tests.rs") {
            continue;
        }
        let opening = text(&path);
        assert!(
            opening.starts_with("//!"),
            "{} does not say",
            path.display()
        );
    }
}
