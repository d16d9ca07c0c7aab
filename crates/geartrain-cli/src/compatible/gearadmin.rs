//! `gearadmin`: asks a server and prints its answers as they come.

use std::ffi::OsString;
use std::io::{Write, stdout};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser};
use geartrain_client::{Admin, Error};
use tokio::runtime::Builder;

use super::Server;
use crate::exit::{Trouble, tell};

#[derive(Debug, Parser)]
#[command(
    name = "gearadmin",
    about = "Ask a job server, and tell it what to do",
    override_usage = "gearadmin [OPTIONS]",
    disable_help_flag = true,
    infer_long_args = true,
    max_term_width = 80
)]
struct Arguments {
    /// Options related to the program
    #[arg(long, action = ArgAction::Help)]
    help: Option<bool>,
    /// Connect to the host
    #[arg(short, long, default_value = "localhost")]
    host: String,
    /// Port number or service to use for connection
    #[arg(short, long, default_value = "4730")]
    port: String,
    #[command(flatten)]
    wanted: Wanted,
    /// Enable TLS; the files are named by `GEARMAND_CA_CERTIFICATE`, `GEARMAN_CLIENT_PEM` and
    /// `GEARMAN_CLIENT_KEY` in the environment
    #[arg(short = 'S', long)]
    ssl: bool,
}

/// What is to be done, in the order in which gearadmin does it.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct Wanted {
    /// Get the process id of the server
    #[arg(long)]
    getpid: bool,
    /// Remove a job from the server's queue
    #[arg(long, value_name = "HANDLE")]
    cancel_job: Option<String>,
    /// Create the function on the server
    #[arg(long, value_name = "FUNCTION")]
    create_function: Option<String>,
    /// Drop the function from the server
    #[arg(long, value_name = "FUNCTION")]
    drop_function: Option<String>,
    /// Show all jobs on the server
    #[arg(long)]
    show_jobs: bool,
    /// Show the unique ids of the jobs on the server
    #[arg(long)]
    show_unique_jobs: bool,
    /// Get the log level of the server
    #[arg(long)]
    server_verbose: bool,
    /// Get the version of the server
    #[arg(long)]
    server_version: bool,
    /// Workers of the server
    #[arg(long)]
    workers: bool,
    /// Queued jobs by priority
    #[arg(long)]
    priority_status: bool,
    /// Status of the server
    #[arg(long)]
    status: bool,
}

/// Exit code of every trouble.
const TROUBLE: u8 = 1;

pub(super) fn run(words: &[OsString]) -> ExitCode {
    let all = std::iter::once(OsString::from("gearadmin")).chain(words.iter().cloned());
    let parsed = Arguments::command()
        .try_get_matches_from(all)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
            return fail("nothing to do: --help lists what there is");
        }
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { TROUBLE } else { 0 });
        }
    };
    match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => match runtime.block_on(ask(&arguments)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(trouble) => fail(&trouble.message),
        },
        Err(error) => fail(&error.to_string()),
    }
}

fn fail(message: &str) -> ExitCode {
    tell(&format!("Error: {message}"));
    ExitCode::from(TROUBLE)
}

async fn ask(arguments: &Arguments) -> Result<(), Trouble> {
    let server = Server {
        host: arguments.host.clone(),
        port: arguments.port.clone(),
        named: None,
        has_tls: arguments.ssl,
    };
    server.check()?;
    let mut admin = server.target().admin().await?;
    for line in arguments.wanted.lines() {
        answer(&mut admin, &line).await?;
    }
    Ok(())
}

impl Wanted {
    fn lines(&self) -> Vec<String> {
        let plain = |is_wanted: bool, line: &str| is_wanted.then(|| line.to_owned());
        let with = |value: &Option<String>, line: &str| {
            value.as_ref().map(|value| format!("{line} {value}"))
        };
        let lines = [
            plain(self.getpid, "getpid"),
            with(&self.cancel_job, "cancel job"),
            with(&self.create_function, "create function"),
            with(&self.drop_function, "drop function"),
            plain(self.show_jobs, "show jobs"),
            plain(self.show_unique_jobs, "show unique jobs"),
            plain(self.server_verbose, "verbose"),
            plain(self.server_version, "version"),
            plain(self.workers, "workers"),
            plain(self.priority_status, "prioritystatus"),
            plain(self.status, "status"),
        ];
        lines.into_iter().flatten().collect()
    }
}

/// `OK` in front of a value is left out. What the server refuses is told, and is no trouble for
/// gearadmin.
async fn answer(admin: &mut Admin, line: &str) -> Result<(), Error> {
    let answer = admin.command(line).await?;
    if let Some(refusal) = answer.strip_prefix(b"ERR ") {
        tell(&format!("Error: {}", refusal_text(refusal)));
        return Ok(());
    }
    // A reader that has seen enough is no trouble.
    let _ = stdout().write_all(&shown(&answer));
    Ok(())
}

fn shown(answer: &[u8]) -> Vec<u8> {
    let text = answer.strip_prefix(b"OK ").unwrap_or(answer);
    match text.strip_suffix(b"\r\n") {
        Some(line) => [line, b"\n"].concat(),
        None => text.to_vec(),
    }
}

/// `CODE TEXT+OF+IT`: the text, or all of it where there is no code or nothing else.
fn refusal_text(refusal: &[u8]) -> String {
    let text = String::from_utf8_lossy(refusal).trim_end().to_owned();
    let is_code = |word: &str| {
        word.chars()
            .all(|letter| letter.is_ascii_uppercase() || letter == '_')
    };
    match text.split_once(' ') {
        Some((code, words)) if is_code(code) => words.replace('+', " "),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(line.split(' '))
    }

    #[test]
    fn options_may_be_shortened() {
        let arguments = parse("gearadmin -h jobs -p 4731 --statu").expect("read");
        assert_eq!(arguments.wanted.lines(), ["status"]);
        assert_eq!(
            (arguments.host.as_str(), arguments.port.as_str()),
            ("jobs", "4731")
        );
    }

    #[test]
    fn what_is_done_has_an_order_of_its_own() {
        let arguments = parse("gearadmin --status --drop-function f --getpid").expect("read");
        assert_eq!(
            arguments.wanted.lines(),
            ["getpid", "drop function f", "status"]
        );
    }

    #[test]
    fn nothing_to_do_is_refused() {
        assert!(parse("gearadmin -h jobs").is_err());
    }

    #[test]
    fn a_value_stands_without_ok_and_lines_end_as_in_a_terminal() {
        assert_eq!(shown(b"OK 1.1.20\n"), b"1.1.20\n");
        assert_eq!(shown(b"OK\r\n"), b"OK\n");
        assert_eq!(shown(b"f\t0\t0\t0\n.\n"), b"f\t0\t0\t0\n.\n");
    }

    #[test]
    fn a_refusal_is_told_in_words() {
        assert_eq!(refusal_text(b"UNKNOWN_JOB\r\n"), "UNKNOWN_JOB");
        assert_eq!(
            refusal_text(b"function not found\r\n"),
            "function not found"
        );
        assert_eq!(refusal_text(b"INVALID_ARGUMENTS too+few\r\n"), "too few");
    }
}
