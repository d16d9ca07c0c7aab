//! The command line of `gearman`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use geartrain_client::Priority;

use crate::compatible::Server;
use crate::compatible::words::{Found, Letter, Order, split, text};
use crate::exit::Trouble;
use crate::program;

pub(super) const USAGE: &str = "\
Client: gearman [OPTIONS] [DATA...]
Worker: gearman -w [OPTIONS] [COMMAND [ARGUMENT...]]

Client and worker:
  -f FUNCTION  Function of the jobs; may be given several times
  -h HOST      Job server's host [default: localhost]
  -p PORT      Job server's port [default: 4730]
  -t TIMEOUT   Give up after so many milliseconds
  -d           Leave the terminal and go on as a daemon
  -i FILE      Write the process id to a file
  -S           Speak TLS; GEARMAND_CA_CERTIFICATE, GEARMAN_CLIENT_PEM and
               GEARMAN_CLIENT_KEY in the environment name the files
  -v           Tell on standard output what is done
  -H           Print this help
GEARMAN_SERVER in the environment, HOST:PORT with commas between several, goes
before -h and -p.

Client:
  -b           Run jobs in the background
  -I, -L       High or low priority
  -n           A job for each line of the input
  -N           As -n, without the end of the line
  -P           Put the function's name in front of what is printed
  -s           Do not read standard input
  -u UNIQUE    Unique id of the job

Worker:
  -w           Be a worker: without COMMAND, jobs are printed
  -c COUNT     Exit after so many jobs
  -n           Send each line of the output on its own
  -N           As -n, without the end of the line";

/// What a command line asks for.
#[derive(Debug)]
pub(super) enum Parsed {
    Run(Options),
    Help,
    Wrong(String),
}

/// How lines of the input, or of a command's output, are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Lines {
    /// All is one.
    #[default]
    Together,
    Each,
    EachWithoutEnd,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) functions: Vec<OsString>,
    pub(super) server: Server,
    pub(super) timeout: Option<Duration>,
    pub(super) pid_file: Option<PathBuf>,
    /// It leaves the terminal and goes on by itself.
    pub(super) is_daemon: bool,
    pub(super) is_verbose: bool,
    pub(super) is_worker: bool,
    pub(super) is_background: bool,
    pub(super) priority: Priority,
    pub(super) lines: Lines,
    pub(super) has_prefix: bool,
    pub(super) without_input: bool,
    pub(super) unique: Option<OsString>,
    pub(super) jobs_max: Option<u64>,
    /// Payloads, or the command.
    pub(super) words: Vec<OsString>,
}

/// Deletes the file when it is dropped.
#[derive(Debug)]
pub(super) struct PidFile {
    path: PathBuf,
    file: File,
}

impl PidFile {
    /// Writes the number of this process, which a daemon has once it has left its caller.
    pub(super) fn fill(mut self) -> Result<Self, Trouble> {
        let written = writeln!(self.file, "{}", process::id());
        written.map_err(|error| cannot_write(&self.path, &error))?;
        Ok(self)
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        // Whoever has deleted it before did what was to be done.
        let _ = fs::remove_file(&self.path);
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Trouble {
    Trouble::here(format!("cannot write {}", path.display()), error)
}

fn kind(letter: char) -> Letter {
    match letter {
        'f' | 'h' | 'p' | 't' | 'i' | 'u' | 'c' => Letter::Value,
        'b' | 'd' | 'I' | 'L' | 'n' | 'N' | 'P' | 's' | 'w' | 'v' | 'S' | 'H' => Letter::Flag,
        _ => Letter::Unknown,
    }
}

/// A worker's command has options of its own.
fn order(found: &[Found]) -> Order {
    match found.contains(&Found::Flag('w')) {
        true => Order::OptionsFirst,
        false => Order::Mixed,
    }
}

impl Options {
    pub(super) fn parse(words: &[OsString]) -> Parsed {
        let (found, words) = match split(words, kind, order) {
            Ok(split) => split,
            Err(letter) => {
                return Parsed::Wrong(format!("option -{letter} is unknown or has no value"));
            }
        };
        if found.contains(&Found::Flag('H')) {
            return Parsed::Help;
        }
        let mut options = Self {
            words,
            ..Self::default()
        };
        for option in found {
            if let Err(why) = options.set(option) {
                return Parsed::Wrong(why);
            }
        }
        match options.functions.is_empty() {
            true => Parsed::Wrong("no function is given: -f FUNCTION".to_owned()),
            false => Parsed::Run(options),
        }
    }

    fn set(&mut self, option: Found) -> Result<(), String> {
        match option {
            Found::Flag(letter) => self.set_flag(letter),
            Found::Value(letter, value) => self.set_value(letter, value)?,
        }
        Ok(())
    }

    fn set_flag(&mut self, letter: char) {
        match letter {
            'b' => self.is_background = true,
            'd' => self.is_daemon = true,
            'I' => self.priority = Priority::High,
            'L' => self.priority = Priority::Low,
            'n' => self.lines = Lines::Each,
            'N' => self.lines = Lines::EachWithoutEnd,
            'P' => self.has_prefix = true,
            's' => self.without_input = true,
            'S' => self.server.has_tls = true,
            'v' => self.is_verbose = true,
            'w' => self.is_worker = true,
            _ => {}
        }
    }

    fn set_value(&mut self, letter: char, value: OsString) -> Result<(), String> {
        match letter {
            'f' => self.functions.push(value),
            'h' => self.server.host = text(&value),
            'p' => self.server.port = text(&value),
            't' => self.timeout = milliseconds(&value)?,
            'i' => self.pid_file = Some(value.into()),
            'u' => self.unique = Some(value),
            'c' => self.jobs_max = Some(number('c', &value)?).filter(|count| *count > 0),
            _ => {}
        }
        Ok(())
    }

    /// A worker's command can be run.
    pub(super) fn check_command(&self) -> Result<(), Trouble> {
        match self.words.first() {
            Some(name) if self.is_worker => program::check(name),
            _ => Ok(()),
        }
    }

    pub(super) fn open_pid_file(&self) -> Result<Option<PidFile>, Trouble> {
        let Some(path) = self.pid_file.clone() else {
            return Ok(None);
        };
        match File::create(&path) {
            Ok(file) => Ok(Some(PidFile { path, file })),
            Err(error) => Err(cannot_write(&path, &error)),
        }
    }
}

/// No limit for a number below zero, as in libgearman.
fn milliseconds(value: &OsString) -> Result<Option<Duration>, String> {
    if text(value).starts_with('-') {
        return Ok(None);
    }
    Ok(Some(Duration::from_millis(number('t', value)?)))
}

fn number(letter: char, value: &OsString) -> Result<u64, String> {
    let value = text(value);
    value
        .parse()
        .map_err(|_| format!("-{letter} {value}: not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Parsed {
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        Options::parse(&words)
    }

    #[test]
    fn a_client_with_data() {
        let Parsed::Run(options) = parse("-h jobs -p4731 -bI -f one -ftwo -u x a b") else {
            panic!("read")
        };
        assert_eq!(options.functions, ["one", "two"]);
        assert_eq!(
            (options.server.host, options.server.port),
            ("jobs".into(), "4731".into())
        );
        assert!(options.is_background && !options.is_worker);
        assert_eq!(options.priority, Priority::High);
        assert_eq!(options.words, ["a", "b"]);
    }

    #[test]
    fn a_worker_with_a_command_that_has_options_of_its_own() {
        let Parsed::Run(options) = parse("-w -c 3 -f up -- tr -d x") else {
            panic!("read")
        };
        assert_eq!((options.is_worker, options.jobs_max), (true, Some(3)));
        assert_eq!(options.words, ["tr", "-d", "x"]);
    }

    #[test]
    fn a_client_takes_options_behind_its_data_and_a_worker_leaves_them_to_its_command() {
        let Parsed::Run(client) = parse("data -f up -b") else {
            panic!("read")
        };
        assert!(client.is_background && client.words == ["data"]);
        let Parsed::Run(worker) = parse("-w -f up wc -c") else {
            panic!("read")
        };
        assert_eq!(worker.words, ["wc", "-c"]);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        assert!(matches!(parse(""), Parsed::Wrong(why) if why.contains("-f")));
        assert!(matches!(parse("-f x -z"), Parsed::Wrong(why) if why.contains("-z")));
        assert!(matches!(parse("-f x -t soon"), Parsed::Wrong(why) if why.contains("soon")));
        assert!(matches!(parse("-H"), Parsed::Help));
    }

    #[test]
    fn the_help_fits_into_80_columns() {
        assert!(USAGE.lines().all(|line| line.len() <= 80));
    }
}
