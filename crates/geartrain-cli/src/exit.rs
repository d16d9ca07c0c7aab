//! How the program ends: one line that says what to do next, and a code that scripts read.

use std::fmt::Display;
use std::io::{self, Write, stderr};
use std::process::ExitCode;

use geartrain_client::Error as ClientError;
use geartrain_worker::Error as WorkerError;

/// What to do where nothing else is known.
const TRY_AGAIN: &str = ": try again";

/// What to do where rustls complains.
const CHECK_TLS: &str = "check the certificates, and that TLS is spoken there";

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
            let what = self.message.strip_suffix(TRY_AGAIN);
            let what = what.unwrap_or(&self.message);
            self.message =
                format!("{what}: the job may or may not run; submit it again if that does no harm");
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
            ClientError::ConnectionLost { server, reason } => lost(server, reason),
            // What a worker said is passed on as it is.
            ClientError::Exception(_) => Self {
                code,
                message: error.to_string(),
            },
            _ => Self::new(code, told(&error)),
        }
    }
}

/// What the library says, and what to do.
fn told(error: &ClientError) -> String {
    let advice = match error {
        ClientError::QueueFull => {
            return "the queue of this function is full: try again later".to_owned();
        }
        // It says how an address is written.
        ClientError::Address(_) => return error.to_string(),
        ClientError::Name(_) => ": give another one",
        ClientError::Unsupported(_) => ": leave one of the two out",
        ClientError::TooLarge { .. } => ": put the data elsewhere and submit its name",
        ClientError::Failed => ": the log of its worker may say why",
        ClientError::Refused { .. } => ": the log of the server may say more",
        _ => TRY_AGAIN,
    };
    format!("{error}{advice}")
}

fn lost(server: &str, reason: &io::Error) -> Trouble {
    let advice = match reason.kind() {
        io::ErrorKind::InvalidData => format!(": {CHECK_TLS}"),
        _ => TRY_AGAIN.to_owned(),
    };
    let message = format!("lost the connection to {server}: {reason}{advice}");
    Trouble::new(Code::Uncertain, message)
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
            WorkerError::FunctionTwice(_) => {
                Self::new(Code::Usage, format!("{error}: name it once"))
            }
            WorkerError::Signals { .. } => Self::new(Code::Here, error.to_string()),
            WorkerError::Name(_) => Self::new(Code::Usage, format!("{error}: give another one")),
            _ => Self::new(Code::Usage, error.to_string()),
        }
    }
}

fn not_connected(server: &str, reason: &io::Error) -> Trouble {
    let advice = match reason.kind() {
        io::ErrorKind::ConnectionRefused => "start `geartraind`, or name another server",
        // What rustls says of a certificate, or of an answer that is none of TLS.
        io::ErrorKind::InvalidData => CHECK_TLS,
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
    use std::sync::Arc;
    use std::time::Duration;

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
    fn each_trouble_of_a_client_says_what_to_do() {
        let refused = ClientError::Refused {
            code: "INVALID_COMMAND".to_owned(),
            text: "Command not expected".to_owned(),
        };
        let late = ClientError::TimedOut {
            attempt: "a submission",
            deadline: Duration::from_secs(30),
        };
        let large = ClientError::TooLarge {
            bytes: 2,
            bytes_max: 1,
        };
        let reason = Arc::new(io::Error::other("it went"));
        let lost = ClientError::ConnectionLost {
            server: "jobs:4730".to_owned(),
            reason,
        };
        let name = "\0".parse::<geartrain_client::JobHandle>();
        let name = name.expect_err("a NUL");
        for (error, advice) in [
            (ClientError::Failed, "log of its worker"),
            (ClientError::QueueFull, "try again later"),
            (ClientError::Unsupported("this and that"), "leave one"),
            (refused, "log of the server"),
            (late, "try again"),
            (large, "elsewhere"),
            (lost.clone(), "try again"),
            (name.into(), "another one"),
        ] {
            let message = Trouble::from(error).message;
            assert!(message.contains(advice), "{message}");
        }
        let message = Trouble::from(lost).of_a_job().message;
        assert_eq!(
            message,
            "lost the connection to jobs:4730: it went: the job may or may not run; \
             submit it again if that does no harm"
        );
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
