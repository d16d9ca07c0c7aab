//! Settings from a TOML file and from the environment.

use std::fs;
use std::path::PathBuf;

use crate::daemon::{APART, Daemon, Outcome, command, run};

/// A TOML file in a folder of its own.
struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl File {
    fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("geartrain.toml");
        fs::write(&path, text).unwrap();
        Self {
            _folder: folder,
            path,
        }
    }

    fn name(&self) -> &str {
        self.path.to_str().unwrap()
    }
}

/// A port that nobody else can have, so that a server must complain about it.
struct Taken(std::net::TcpListener);

impl Taken {
    fn new() -> Self {
        Self(std::net::TcpListener::bind("127.0.0.1:0").unwrap())
    }

    fn port(&self) -> String {
        self.0.local_addr().unwrap().port().to_string()
    }

    fn is_told_in(&self, outcome: &Outcome) -> bool {
        outcome.complaint().contains(&self.port())
    }
}

#[test]
fn a_file_sets_what_options_set() {
    let file = File::with(
        "listen = \"127.0.0.1\"\nport = 0\nhttp-listen = \"none\"\nqueue-type = \"builtin\"\n\
         log-format = \"json\"\nhashtable-buckets = 991\n",
    );
    let mut daemon = Daemon::start_with(&mut command(&["--config", file.name()]));
    let line = daemon.line("listening on ");
    assert!(line.starts_with('{'), "{line}");
    assert!(daemon.line("options from").contains(file.name()));
    assert!(daemon.line("ignored").contains("--hashtable-buckets"));
}

#[test]
fn options_count_more_than_variables_and_those_more_than_files() {
    let (by_file, by_variable, by_option) = (Taken::new(), Taken::new(), Taken::new());
    let file = File::with(&format!(
        "listen = \"127.0.0.1\"\nhttp-listen = \"none\"\nqueue-type = \"builtin\"\nport = {}\n",
        by_file.port()
    ));
    let old = File::with("--port=1 --threads=1\n");
    let words = ["--config", file.name(), "--config-file", old.name()];
    let end = |variable: bool, option: bool| {
        let mut command = command(&words);
        if variable {
            command.env("GEARTRAIN_PORT", by_variable.port());
        }
        if option {
            command.args(["--port", &by_option.port()]);
        }
        Daemon::start_with(&mut command).end()
    };
    assert!(by_file.is_told_in(&end(false, false)));
    assert!(by_variable.is_told_in(&end(true, false)));
    assert!(by_option.is_told_in(&end(true, true)));
}

#[test]
fn a_typo_in_a_file_is_one_line_with_its_place() {
    let file = File::with("# ours\nprot = 4730\n");
    let outcome = run(&["--config", file.name()]);
    let expected = format!(
        "{}: line 2: unknown key prot; protocol and port are near",
        file.name()
    );
    assert_eq!(outcome.complaint(), expected);
    assert_eq!(outcome.stderr.len(), 1, "{:#?}", outcome.stderr);
}

#[test]
fn check_args_checks_the_file_and_the_variables_too() {
    let file = File::with("threads = \"four\"\n");
    let outcome = run(&["--check-args", "--config", file.name()]);
    assert!(outcome.complaint().contains("expected a number"));
    let mut command = command(&APART);
    command.arg("--check-args").env("GEARTRAIN_DAEMON", "maybe");
    let outcome = Daemon::start_with(&mut command).end();
    assert_eq!(
        outcome.complaint(),
        "GEARTRAIN_DAEMON is maybe: expected true or false"
    );
}

#[test]
fn an_unknown_variable_is_told_once_and_harms_nobody() {
    let mut command = command(&APART);
    command.env("GEARTRAIN_PROT", "1");
    let mut daemon = Daemon::start_with(&mut command);
    daemon.address();
    let line = daemon.line("GEARTRAIN_PROT ");
    assert!(
        line.contains("WARN") && line.contains("GEARTRAIN_PORT"),
        "{line}"
    );
}

#[test]
fn a_port_may_have_the_name_of_its_service() {
    assert!(run(&["--check-args", "-p", "gearman"]).status.success());
    let line = run(&["--check-args", "-p", "no-such-service"]);
    assert!(line.complaint().contains("the name of a service"));
}
