use std::fs;
use std::path::PathBuf;

use geartrain_protocol::limits::PACKET_BYTES_DEFAULT;
use geartrain_store::StatePlaces;

use super::{Invocation, OptionsError, SslFiles, Surroundings, read};
use crate::config::{HttpListen, LogTarget};

pub(super) fn bare() -> Surroundings {
    Surroundings {
        port: None,
        log_filter: None,
        ssl: SslFiles::default(),
        host_name: "lap".to_owned(),
        default_file: PathBuf::from("/nonexistent/gearmand.conf"),
        default_toml: "/nonexistent/geartrain.toml".into(),
        variables: Vec::new(),
        state: StatePlaces {
            home: Some("/home/ada".into()),
            ..StatePlaces::default()
        },
        has_syslog: false,
        is_service: false,
    }
}

pub(super) fn parse_in(
    surroundings: &Surroundings,
    words: &[&str],
) -> Result<Invocation, OptionsError> {
    let words = ["geartraind"].iter().chain(words).map(Into::into);
    read(words, surroundings)
}

pub(super) fn parse(words: &[&str]) -> Result<Invocation, OptionsError> {
    parse_in(&bare(), words)
}

/// The one line that is told about these words.
#[track_caller]
pub(super) fn complaint(words: &[&str]) -> String {
    let line = parse(words).unwrap_err().to_string();
    assert!(!line.contains('\n'), "one line: {line:?}");
    line
}

#[test]
fn without_options_everything_has_its_default() {
    let invocation = parse(&[]).unwrap();
    assert!(!invocation.check_only);
    assert!(invocation.ignored.is_empty());
    let config = invocation.config;
    assert_eq!(config.gear.port, 4730);
    assert!(config.gear.hosts.is_empty());
    assert_eq!(config.gear.backlog, 4_096);
    assert_eq!(config.gear.packet_bytes_max, PACKET_BYTES_DEFAULT);
    assert_eq!(config.gear.handle_prefix, "H:lap:");
    assert!(config.gear.keepalive.is_some());
    assert_eq!(config.jobs.attempts_max, None);
    assert_eq!(config.jobs.queue_bound, None);
    assert_eq!(config.log.filter, "info");
    assert_eq!(config.log.target, LogTarget::Stderr);
    let address = "127.0.0.1:9418".parse().unwrap();
    assert_eq!(config.http, HttpListen::Default(address));
}

#[test]
fn a_command_line_of_gearmand_is_taken_as_it_is() {
    let words = "-b 64 -d --exceptions -f 1024 -j 3 --job-handle-prefix H:web --hashtable-buckets \
        991 --keepalive --keepalive-idle 30 --keepalive-interval=-1 --keepalive-count -1 \
        -l /var/log/gearmand.log -L localhost -P /run/gearmand.pid -R -q builtin --syslog \
        --coredump -t 4 -u gearman --verbose=ERROR -w 0 --http-port 8080 -p 4731 \
        --libmemcached-servers a --libmemcached-prefix b --libsqlite3-db c \
        --store-queue-on-shutdown --libsqlite3-table d --libpq-conninfo e --libpq-table f \
        --redis-server g --redis-port h --redis-password i --redis-prefix j --mysql-host k \
        --mysql-port l --mysql-user m --mysql-password n --mysql-db o --mysql-table p";
    let words: Vec<&str> = words.split_whitespace().collect();
    let invocation = parse(&words).unwrap();
    let config = invocation.config;
    assert_eq!(config.gear.port, 4731);
    assert_eq!(config.gear.backlog, 64);
    assert_eq!(config.gear.handle_prefix, "H:web:");
    assert_eq!(config.jobs.attempts_max, Some(3));
    assert!(config.jobs.exceptions_for_all);
    assert!(config.process.daemon);
    assert!(config.process.coredump);
    assert_eq!(config.process.user.as_deref(), Some("gearman"));
    assert_eq!(config.process.files_max, Some(1_024));
    assert_eq!(config.process.threads, 4);
    assert_eq!(config.log.filter, "error");
    assert!(invocation.ignored.contains(&"--hashtable-buckets"));
    assert!(invocation.ignored.contains(&"--libsqlite3-db"));
    assert!(invocation.ignored.contains(&"--store-queue-on-shutdown"));
    assert_eq!(invocation.ignored.len(), 20);
}

#[test]
fn no_file_descriptors_are_as_many_as_there_may_be() {
    let process = parse(&["--file-descriptors=0"]).unwrap().config.process;
    assert_eq!(process.files_max, None);
}

#[test]
fn a_typo_is_told_with_the_nearest_option() {
    let line = complaint(&["--prot=1"]);
    assert!(line.contains("'--prot'"), "{line}");
    assert!(
        line.contains("'--port'") || line.contains("'--protocol'"),
        "{line}"
    );
}

#[test]
fn options_are_not_abbreviated_and_levels_not_counted() {
    assert!(complaint(&["--por", "1"]).contains("--por"));
    assert!(complaint(&["-vvv"]).contains("expected FATAL, ALERT"));
    assert!(complaint(&["-v"]).contains("--verbose"));
}

#[test]
fn a_stray_word_is_no_option() {
    let line = complaint(&["4730"]);
    assert!(
        line.contains("4730") && line.contains("expected an option"),
        "{line}"
    );
}

#[test]
fn values_that_make_no_sense_are_refused() {
    for words in [
        ["-p", "65536"],
        ["-p", "abc"],
        ["-b", "0"],
        ["-j", "-2"],
        ["-t", "100000"],
        ["-t", "-1"],
        ["-q", "bogus"],
        ["-L", ""],
        ["-L", "a b"],
        ["-u", ""],
        ["--packet-bytes-max", "5GiB"],
        ["--outbox-bytes-max", "0"],
        ["--connections-max", "0"],
        ["--functions-max", "0"],
        ["--http-listen", "9418"],
        ["--log-filter", "geartrain=loud"],
        ["--log-format", "xml"],
        ["--function-order", "random"],
        ["--stop-grace", "soon"],
    ] {
        let line = complaint(&words);
        assert!(
            line.contains(words[0].trim_start_matches('-')) || line.len() > 10,
            "{line}"
        );
    }
}

#[test]
fn help_fits_into_80_columns_and_names_every_group() {
    let Err(OptionsError::Asked(help)) = parse(&["--help"]) else {
        panic!("help is a text that was asked for");
    };
    for line in help.lines() {
        assert!(line.chars().count() <= 80, "{line:?}");
    }
    for word in [
        "Listening:",
        "TLS:",
        "Jobs and functions:",
        "Store:",
        "Metrics and health:",
        "Log:",
        "Process:",
        "Exit status",
        "--http-listen",
    ] {
        assert!(help.contains(word), "{word}\n{help}");
    }
}

#[test]
fn the_version_is_one_line() {
    let Err(OptionsError::Asked(version)) = parse(&["-V"]) else {
        panic!("the version is a text that was asked for");
    };
    assert_eq!(version, "geartraind 0.1.0\n");
}

#[test]
fn the_environment_gives_the_port_unless_an_option_does() {
    let surroundings = Surroundings {
        port: Some("5000".to_owned()),
        ..bare()
    };
    let port = |words: &[&str]| parse_in(&surroundings, words).unwrap().config.gear.port;
    assert_eq!(port(&[]), 5_000);
    assert_eq!(port(&["-p", "6000"]), 6_000);
    let broken = Surroundings {
        port: Some("many".to_owned()),
        ..bare()
    };
    let line = parse_in(&broken, &[]).unwrap_err().to_string();
    assert_eq!(line, "GEARMAND_PORT is \"many\", which is no port");
}

#[test]
fn a_service_does_not_go_to_the_background_nor_does_its_log() {
    let invocation = |is_service| {
        let surroundings = Surroundings {
            is_service,
            ..bare()
        };
        parse_in(&surroundings, &["--daemon"]).unwrap()
    };
    let service = invocation(true);
    assert!(!service.config.process.daemon);
    assert_eq!(service.config.log.target, LogTarget::Stderr);
    assert_eq!(service.ignored, ["--daemon"]);
    let by_hand = invocation(false);
    assert!(by_hand.config.process.daemon);
    assert!(by_hand.ignored.is_empty());
}

#[test]
fn a_file_gives_words_that_the_command_line_overrules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gearmand.conf");
    fs::write(
        &path,
        "# ours\n--port=5000 --threads 3\n\t--listen=10.0.0.1\r\n",
    )
    .unwrap();
    let name = path.to_str().unwrap();
    let at_name = format!("@{name}");
    for words in [&["--config-file", name][..], &[at_name.as_str()]] {
        let invocation = parse(words).unwrap();
        assert_eq!(invocation.config.gear.port, 5_000);
        assert_eq!(invocation.config.gear.hosts, ["10.0.0.1"]);
        assert_eq!(invocation.config.process.threads, 3);
        assert_eq!(invocation.files, std::slice::from_ref(&path));
    }
    let words = ["--listen", "::1", "-p", "6000", "--config-file", name];
    let config = parse(&words).unwrap().config;
    assert_eq!(config.gear.port, 6_000);
    assert_eq!(config.gear.hosts, ["::1"]);
    assert_eq!(config.process.threads, 3);
}

#[test]
fn words_in_a_file_that_are_no_options_are_left_out_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gearmand.conf");
    let text = "PARAMS=\"--listen=x \\\n --port=5000 # the port\n --threads 3 port\"";
    fs::write(&path, text).unwrap();
    let name = path.to_str().unwrap();
    let invocation = parse(&["--config-file", name]).unwrap();
    assert_eq!(invocation.config.gear.port, 5_000);
    assert_eq!(invocation.config.process.threads, 3);
    let [warning] = &invocation.warnings[..] else {
        panic!("{:?}", invocation.warnings);
    };
    let left_out = "PARAMS=\"--listen=x \\ # the port port\"";
    assert!(warning.starts_with(name), "{warning}");
    assert!(warning.ends_with(left_out), "{warning}");
}

#[test]
fn the_usual_file_is_read_where_it_exists() {
    let folder = tempfile::tempdir().unwrap();
    let default_file = folder.path().join("gearmand.conf");
    fs::write(&default_file, "--port=5000").unwrap();
    let surroundings = Surroundings {
        default_file,
        ..bare()
    };
    let port = |words: &[&str]| parse_in(&surroundings, words).unwrap().config.gear.port;
    assert_eq!(port(&[]), 5_000);
    assert_eq!(port(&["--config-file", "/dev/null"]), 4_730);
}

#[test]
fn trouble_with_a_file_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("conf");
    let name = path.to_str().unwrap();
    let line = complaint(&["--config-file", name]);
    assert!(
        line.starts_with(&format!("cannot read options from {name}: ")),
        "{line}"
    );
    for text in ["--prot 1", "--config-file other", "@other", "--help"] {
        fs::write(&path, text).unwrap();
        let line = complaint(&["--config-file", name]);
        assert!(line.starts_with(&format!("{name}: ")), "{line}");
    }
}
