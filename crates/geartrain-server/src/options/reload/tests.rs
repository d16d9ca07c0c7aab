use std::fs;
use std::path::PathBuf;

use super::super::tests::bare;
use super::super::{OptionsError, read};
use super::*;

/// A server that was started with a TOML file, which may change.
struct Started {
    _folder: tempfile::TempDir,
    path: PathBuf,
    reloadable: Reloadable,
}

impl Started {
    fn with(text: &str, words: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("geartrain.toml");
        fs::write(&path, text).unwrap();
        let start = ["geartraind", "--config", path.to_str().unwrap()];
        let words = start.iter().chain(words).map(Into::into);
        let reloadable = read(words, &bare()).unwrap().reloadable;
        Self {
            _folder: folder,
            path,
            reloadable,
        }
    }

    fn reread(&mut self, text: &str) -> Result<Change, OptionsError> {
        fs::write(&self.path, text).unwrap();
        self.reloadable.read_again()
    }
}

#[test]
fn limits_change_and_sockets_do_not() {
    let mut started = Started::with("port = 5000\nqueue-bound = 5", &[]);
    let change = started
        .reread("port = 6000\nqueue-bound = 7\nverbose = \"DEBUG\"")
        .unwrap();
    assert_eq!(change.changed, ["queue-bound", "verbose"]);
    assert_eq!(change.postponed, ["port"]);
    assert_eq!(change.config.jobs.queue_bound, Some(7));
    assert_eq!(change.config.log.filter, "debug");
    assert_eq!(change.config.gear.port, 5_000);
}

#[test]
fn a_setting_that_is_gone_has_its_default_again() {
    let mut started = Started::with("queue-bound = 5", &[]);
    let change = started.reread("").unwrap();
    assert_eq!(change.changed, ["queue-bound"]);
    assert_eq!(change.config.jobs.queue_bound, None);
}

#[test]
fn an_option_still_counts_more() {
    let mut started = Started::with("", &["--queue-bound=3"]);
    let change = started.reread("queue-bound = 9").unwrap();
    assert!(change.changed.is_empty() && change.postponed.is_empty());
    assert_eq!(change.config.jobs.queue_bound, Some(3));
}

#[test]
fn a_broken_file_changes_nothing() {
    let mut started = Started::with("queue-bound = 5", &[]);
    assert!(started.reread("queue-bound = 6\nprot = 1").is_err());
    // Wrong only as a whole, and for the part that is postponed.
    assert!(started.reread("queue-bound = 6\nssl-port = 4731").is_err());
    assert!(
        started
            .reread("queue-bound = 5")
            .unwrap()
            .changed
            .is_empty()
    );
    fs::remove_file(&started.path).unwrap();
    assert!(started.reloadable.read_again().is_err());
}

#[test]
fn what_was_postponed_is_told_as_long_as_it_waits() {
    let mut started = Started::with("", &[]);
    for _ in 0..2 {
        assert_eq!(
            started.reread("threads = 3").unwrap().postponed,
            ["threads"]
        );
    }
    assert!(started.reread("").unwrap().postponed.is_empty());
}
