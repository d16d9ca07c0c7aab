use crate::config::LogTarget;
use crate::options::Surroundings;
use crate::options::tests::{bare, complaint, parse, parse_in};

#[test]
fn levels_of_gearmand_become_ours_in_any_case() {
    for (name, filter) in [
        ("FATAL", "error"),
        ("alert", "error"),
        ("CRITICAL", "error"),
        ("ERROR", "error"),
        ("Warning", "warn"),
        ("NOTICE", "info"),
        ("INFO", "info"),
        ("DEBUG", "debug"),
    ] {
        let config = parse(&["--verbose", name]).unwrap().config;
        assert_eq!(config.log.filter, filter, "{name}");
    }
}

#[test]
fn an_option_counts_more_than_the_environment_and_the_finer_one_most() {
    let surroundings = Surroundings {
        log_filter: Some("trace".to_owned()),
        ..bare()
    };
    let filter = |words: &[&str]| parse_in(&surroundings, words).unwrap().config.log.filter;
    assert_eq!(filter(&[]), "trace");
    assert_eq!(filter(&["-v", "ERROR"]), "error");
    assert_eq!(
        filter(&["-v", "ERROR", "--log-filter", "a=debug"]),
        "a=debug"
    );
}

#[test]
fn a_wrong_filter_is_told_with_its_origin() {
    assert!(complaint(&["--log-filter", "a=loud"]).starts_with("--log-filter \"a=loud\""));
    let surroundings = Surroundings {
        log_filter: Some("a=loud".to_owned()),
        ..bare()
    };
    let line = parse_in(&surroundings, &[]).unwrap_err().to_string();
    assert!(line.starts_with("RUST_LOG \"a=loud\""), "{line}");
}

#[test]
fn two_names_of_log_files_are_no_files() {
    let target = |words: &[&str]| parse(words).unwrap().config.log.target;
    assert_eq!(target(&["-l", "stderr"]), LogTarget::Stderr);
    assert_eq!(target(&["-l", "none"]), LogTarget::Nowhere);
    assert_eq!(
        target(&["-l", "./x.log"]),
        LogTarget::File("./x.log".into())
    );
    assert_eq!(target(&["--syslog", "-l", "none"]), LogTarget::Syslog);
    assert_eq!(target(&["--syslog"]), LogTarget::Syslog);
}

#[test]
fn a_log_file_is_written_beside_the_log_of_the_system() {
    let log = parse(&["--syslog", "-l", "x.log"]).unwrap().config.log;
    assert_eq!(log.target, LogTarget::FileAndSyslog("x.log".into()));
    assert!(log.has_stderr);
    assert!(!parse(&["-d"]).unwrap().config.log.has_stderr);
}

#[test]
fn a_daemon_without_a_log_file_takes_the_log_of_the_system() {
    let with_syslog = Surroundings {
        has_syslog: true,
        ..bare()
    };
    let target = |surroundings| parse_in(surroundings, &["-d"]).unwrap().config.log.target;
    assert_eq!(target(&with_syslog), LogTarget::Syslog);
    assert_eq!(target(&bare()), LogTarget::Nowhere);
}
