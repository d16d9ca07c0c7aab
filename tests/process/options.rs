//! The command line from outside: status and lines.

use std::fs;

use crate::daemon::{Daemon, command, run, run_bare};

#[test]
fn usage_errors_are_one_line_and_status_1() {
    for options in [
        &["--no-such-option"][..],
        &["--port", "many"],
        &["-vvv"],
        &["--por", "4730"],
        &["stray"],
        &["--ssl"],
        &["--ssl-certificate", "/etc/server.pem"],
        &["-q", "libsqlite3"],
    ] {
        let outcome = run(options);
        assert!(!outcome.complaint().is_empty());
        assert_eq!(outcome.stderr.len(), 1, "{:#?}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn a_typo_is_answered_with_the_nearest_option() {
    let outcome = run(&["--pid-fiel=x"]);
    assert!(
        outcome.complaint().contains("'--pid-file'"),
        "{}",
        outcome.complaint()
    );
}

#[test]
fn help_and_version_are_no_errors() {
    for (option, text) in [
        ("--help", "Exit status"),
        ("-h", "Exit status"),
        ("--version", "geartraind 0.1.0\n"),
        ("-V", "geartraind 0.1.0\n"),
    ] {
        let outcome = run_bare(&[option]);
        assert!(outcome.status.success());
        assert!(outcome.stdout.contains(text), "{}", outcome.stdout);
        assert!(outcome.stderr.is_empty(), "{:#?}", outcome.stderr);
    }
}

#[test]
fn check_args_checks_and_starts_nothing() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let outcome = run(&["--check-args", "-p", &port]);
    assert!(outcome.status.success());
    assert!(outcome.stderr.is_empty() && outcome.stdout.is_empty());
    assert!(
        run(&["--check-args", "-j", "-2"])
            .complaint()
            .contains("-2")
    );
}

#[test]
fn options_come_from_a_file_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let conf = folder.path().join("gearmand.conf");
    let pid = folder.path().join("pid");
    let words = format!(
        "--listen=127.0.0.1\n--port=0 -q builtin\n--http-listen none --pid-file {}\n--hashtable-buckets=991\n",
        pid.display()
    );
    fs::write(&conf, words).unwrap();
    let at_conf = format!("@{}", conf.display());
    for options in [&["--config-file", conf.to_str().unwrap()][..], &[&at_conf]] {
        let mut daemon = Daemon::start_with(&mut command(options));
        assert!(daemon.address().ip().is_loopback());
        assert!(pid.exists());
        let line = daemon.line("options from");
        assert!(line.ends_with(conf.to_str().unwrap()), "{line}");
        let line = daemon.line("ignored");
        assert!(line.ends_with(": --hashtable-buckets"), "{line}");
    }
}

#[test]
fn the_port_of_gearmands_environment_counts() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let options = [
        "--config-file=/dev/null",
        "--http-listen=none",
        "--listen=127.0.0.1",
        "--queue-type=builtin",
    ];
    let outcome = Daemon::start_with(command(&options).env("GEARMAND_PORT", &port)).end();
    assert!(
        outcome.complaint().contains(&port),
        "{}",
        outcome.complaint()
    );
}
