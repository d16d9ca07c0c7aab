//! What the process takes from the system and what it gives up.

use std::fs;

use crate::daemon::{Daemon, run};

fn process_file(daemon: &Daemon, name: &str) -> String {
    fs::read_to_string(format!("/proc/{}/{name}", daemon.id())).unwrap()
}

/// The soft and the hard limit of file descriptors.
fn file_limits(daemon: &Daemon) -> (String, String) {
    let text = process_file(daemon, "limits");
    let line = text
        .lines()
        .find(|line| line.starts_with("Max open files"))
        .unwrap();
    let words: Vec<_> = line.split_whitespace().collect();
    (words[3].to_owned(), words[4].to_owned())
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn as_many_descriptors_as_possible_are_allowed() {
    let mut daemon = Daemon::start(&[]);
    daemon.address();
    let (soft, hard) = file_limits(&daemon);
    assert!(soft == hard || soft == "1048576", "{soft} of {hard}");
}

#[test]
fn fewer_descriptors_can_be_asked_for() {
    let mut daemon = Daemon::start(&["--file-descriptors", "300"]);
    daemon.address();
    assert_eq!(file_limits(&daemon).0, "300");
}

#[test]
fn an_unknown_user_is_named() {
    let outcome = run(&["--user", "no-such-user"]);
    assert_eq!(outcome.complaint(), "there is no user \"no-such-user\"");
}

#[test]
fn root_becomes_another_user_for_good_and_others_may_not() {
    if !is_root() {
        let outcome = run(&["--user", "root"]);
        assert!(
            outcome
                .complaint()
                .starts_with("cannot become user \"root\": ")
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    fs::set_permissions(folder.path(), open).unwrap();
    let log = folder.path().join("log");
    let pid_file = folder.path().join("pid");
    let options = [
        "-u",
        "nobody",
        "-l",
        log.to_str().unwrap(),
        "-P",
        pid_file.to_str().unwrap(),
    ];
    let daemon = Daemon::start(&options);
    crate::wait::until("the pid file", || pid_file.exists().then_some(()));
    let status = process_file(&daemon, "status");
    for line in ["Uid:", "Gid:"] {
        let ids = status.lines().find(|text| text.starts_with(line)).unwrap();
        assert!(ids.split_whitespace().skip(1).all(|id| id != "0"), "{ids}");
    }
    let owner = std::os::unix::fs::MetadataExt::uid(&fs::metadata(&log).unwrap());
    assert_ne!(owner, 0, "the log can be reopened later");
}
