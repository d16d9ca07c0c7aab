use std::path::Path;

use geartrain_store::{GearmandQueue, StatePlaces};

use super::super::Surroundings;
use super::super::tests::{bare, complaint, parse, parse_in};
use crate::config::StoreConfig;

fn store(words: &[&str]) -> Option<StoreConfig> {
    parse(words).expect("the options are right").config.store
}

fn kept(words: &[&str]) -> StoreConfig {
    store(words).expect("jobs are kept")
}

#[test]
fn jobs_are_kept_in_the_users_folder_unless_another_is_named() {
    let by_default = kept(&[]);
    assert_eq!(
        by_default.folder,
        Path::new("/home/ada/.local/state/geartrain")
    );
    assert!(!by_default.is_strict && !by_default.is_named);
    let named = kept(&["--data-dir", "/srv/jobs", "--strict", "-q", "durable"]);
    assert_eq!(named.folder, Path::new("/srv/jobs"));
    assert!(named.is_strict && named.is_named);
}

#[test]
fn builtin_keeps_nothing_wherever_the_folder_is() {
    assert_eq!(store(&["-q", "builtin", "--data-dir", "/x"]), None);
    assert_eq!(store(&["--queue-type=Builtin"]), None);
}

#[test]
fn a_user_without_a_place_is_told_what_to_do() {
    let nowhere = Surroundings {
        state: StatePlaces::default(),
        ..bare()
    };
    let line = parse_in(&nowhere, &[]).expect_err("no place").to_string();
    assert!(
        line.contains("--data-dir") && line.contains("builtin"),
        "{line}"
    );
    assert!(parse_in(&nowhere, &["-q", "builtin"]).is_ok());
    assert!(parse_in(&nowhere, &["--data-dir", "/x"]).is_ok());
}

#[test]
fn a_queue_of_gearmand_is_taken_over() {
    let queue = |table: &str| GearmandQueue {
        path: "/q.db".into(),
        table: table.to_owned(),
    };
    let words = ["-q", "libsqlite3", "--libsqlite3-db", "/q.db"];
    assert_eq!(kept(&words).take_over, Some(queue("gearman_queue")));
    let words = [&words[..], &["--libsqlite3-table", "jobs"]].concat();
    let invocation = parse(&words).expect("the options are right");
    assert!(invocation.ignored.is_empty());
    let config = invocation.config.store.expect("jobs are kept");
    assert_eq!(config.take_over, Some(queue("jobs")));
}

#[test]
fn gearmands_file_means_nothing_without_its_queue_type() {
    let invocation = parse(&["--libsqlite3-db", "/q.db"]).expect("the options are right");
    assert_eq!(invocation.ignored, ["--libsqlite3-db"]);
    let config = invocation.config.store.expect("jobs are kept");
    assert_eq!(config.take_over, None);
}

#[test]
fn taking_over_needs_the_name_of_the_file() {
    let line = complaint(&["-q", "libsqlite3"]);
    assert!(line.contains("--libsqlite3-db FILE"), "{line}");
}

#[test]
fn queues_in_other_servers_are_refused_with_what_to_use_instead() {
    for name in ["mysql", "Postgres", "redis", "libmemcached"] {
        let line = complaint(&["-q", name]);
        assert!(line.starts_with(&format!("--queue-type {name} ")), "{line}");
        assert!(
            line.contains("--data-dir") && line.contains("builtin"),
            "{line}"
        );
    }
    let line = complaint(&["-q", "bogus"]);
    assert!(line.contains("durable, builtin or libsqlite3"), "{line}");
}
