use std::path::Path;

use super::super::tests::parse;
use crate::config::StoreConfig;

fn store(words: &[&str]) -> Option<StoreConfig> {
    parse(words).expect("the options are right").config.store
}

#[test]
fn jobs_are_kept_in_memory_unless_a_folder_is_named() {
    assert_eq!(store(&[]), None);
    let kept = store(&["--data-dir", "/var/lib/geartrain"]).expect("a folder is named");
    assert_eq!(kept.folder, Path::new("/var/lib/geartrain"));
    assert!(!kept.is_strict);
}

#[test]
fn builtin_keeps_nothing_wherever_the_folder_is() {
    assert_eq!(store(&["-q", "builtin", "--data-dir", "/x"]), None);
}

#[test]
fn a_durable_queue_needs_a_folder() {
    let error = parse(&["-q", "durable"])
        .expect_err("a folder is missing")
        .to_string();
    assert!(error.contains("--data-dir"), "{error}");
}
