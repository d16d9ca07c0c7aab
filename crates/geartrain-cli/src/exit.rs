//! How the program ends: one line that says what to do next, and a code that scripts read.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use geartrain_client::Error as ClientError;
use geartrain_worker::Error as WorkerError;

/// The codes, as `--help` shows them. 2 comes from clap.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the job failed, is unknown to the server, or was dropped
  2  the command line is wrong
  3  the job ended with an exception (its text is on standard error)
  4  the server refused
  5  cannot connect; nothing was sent
  6  connection lost, or no answer in time: the job may or may not run
  7  trouble on this machine: a file, a pipe, a command that cannot be run";

/// A class of trouble; the number is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    Failed = 1,
    Usage = 2,
    Exception = 3,
    Refused = 4,
    NotConnected = 5,
    Uncertain = 6,
    Here = 7,
}

/// Why the program ends early, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl Trouble {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// Something on this machine does not work.
    pub(crate) fn here(attempt: impl Display, error: &io::Error) -> Self {
        Self::new(Code::Here, format!("{attempt}: {}", plain(error)))
    }

    /// Says what an uncertain end means for a job that was submitted.
    pub(crate) fn of_a_job(mut self) -> Self {
        if self.code == Code::Uncertain {
            self.message += ": the job may or may not run";
        }
        self
    }

    /// Prints the line and gives the code.
    pub(crate) fn report(self) -> ExitCode {
        eprintln!("geartrain: {}", self.message);
        ExitCode::from(self.code as u8)
    }
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Self {
        let code = client_code(&error);
        match &error {
            ClientError::NotConnected { server, reason } => not_connected(server, reason),
            ClientError::QueueFull => {
                Self::new(code, "the queue of this function is full: try again later")
            }
            _ => Self::new(code, error.to_string()),
        }
    }
}

fn client_code(error: &ClientError) -> Code {
    match error {
        ClientError::Address(_) | ClientError::Name(_) | ClientError::Unsupported(_) => Code::Usage,
        ClientError::NotConnected { .. } => Code::NotConnected,
        ClientError::Refused { .. } | ClientError::QueueFull => Code::Refused,
        ClientError::Failed => Code::Failed,
        ClientError::Exception(_) => Code::Exception,
        // What later versions of the library add is uncertain until it has an arm here.
        _ => Code::Uncertain,
    }
}

impl From<WorkerError> for Trouble {
    fn from(error: WorkerError) -> Self {
        match &error {
            WorkerError::NotConnected { server, reason } => not_connected(server, reason),
            _ => Self::new(Code::Usage, error.to_string()),
        }
    }
}

fn not_connected(server: &str, reason: &io::Error) -> Trouble {
    let message = format!(
        "cannot connect to {server} ({}): is geartraind running? \
         start it with `geartraind`, or name a server with --server",
        plain(reason)
    );
    Trouble::new(Code::NotConnected, message)
}

/// What the system said, without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}
