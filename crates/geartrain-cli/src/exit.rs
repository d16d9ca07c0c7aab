//! How the program ends: one line that says what to do next, and a code that scripts read.

use std::fmt::Display;
use std::io::{self, Write, stderr};
use std::process::ExitCode;

use geartrain_client::Error as ClientError;
use geartrain_worker::Error as WorkerError;

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
            message: without_numbers(&message.into()),
        }
    }

    /// Something on this machine does not work.
    pub(crate) fn here(attempt: impl Display, error: &io::Error) -> Self {
        Self::new(Code::Here, format!("{attempt}: {error}"))
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
        tell(&format!("geartrain: {}", self.message));
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
            // What a worker said is passed on as it is.
            ClientError::Exception(_) => Self {
                code,
                message: error.to_string(),
            },
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
    let advice = match reason.kind() {
        io::ErrorKind::ConnectionRefused => "start `geartraind`, or name another server",
        // What rustls says of a certificate, or of an answer that is none of TLS.
        io::ErrorKind::InvalidData => "check the certificates, and that TLS is spoken there",
        _ => "check the address",
    };
    let reason = reason.to_string();
    let reason = reason
        .strip_prefix("failed to lookup address information: ")
        .unwrap_or(&reason);
    let message = format!("cannot connect to {server} ({reason}): {advice}");
    Trouble::new(Code::NotConnected, message)
}

/// What the system said, without its numbers, which the words in front of them mean.
fn without_numbers(message: &str) -> String {
    let mut parts = message.split(" (os error ");
    let mut words = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((number, rest)) if number.parse::<i32>().is_ok() => words += rest,
            _ => words = words + " (os error " + part,
        }
    }
    words
}

/// Writes a line to standard error. Without one there is nowhere to say that there is none.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_system_are_left_out() {
        let told = |text: &str| Trouble::new(Code::Here, text).message;
        assert_eq!(
            told("cannot read x: No such file (os error 2)"),
            "cannot read x: No such file"
        );
        assert_eq!(told("refused (os error 111): wait"), "refused: wait");
        assert_eq!(told("nothing of it"), "nothing of it");
        assert_eq!(
            told("f (os error x) y (os error"),
            "f (os error x) y (os error"
        );
        assert_eq!(told("f (os error 1"), "f (os error 1");
    }

    #[test]
    fn who_cannot_connect_is_told_what_to_do() {
        let told = |kind, text: &str| {
            let reason = io::Error::new(kind, text);
            not_connected("jobs:4730", &reason).message
        };
        let refused = told(io::ErrorKind::ConnectionRefused, "Connection refused");
        assert!(refused.contains("start `geartraind`"), "{refused}");
        let stranger = told(io::ErrorKind::InvalidData, "UnknownIssuer");
        assert!(stranger.contains("certificates"), "{stranger}");
        let unknown = "failed to lookup address information: Name or service not known";
        assert_eq!(
            told(io::ErrorKind::Other, unknown),
            "cannot connect to jobs:4730 (Name or service not known): \
             check the address"
        );
    }
}
