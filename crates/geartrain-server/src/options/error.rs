//! Why the options do not lead to a server.

use std::path::PathBuf;

use clap::error::ErrorKind;

/// Why there is nothing to start.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// A text was asked for: print it and end well.
    #[error("{0}")]
    Asked(String),
    /// An option is unknown or its value wrong; one line that names it.
    #[error("{0}")]
    Usage(String),
    /// The option is gearmand's, and running without what it asks for would be worse than not at
    /// all.
    #[error("{option} is not supported yet: {reason}")]
    Unsupported {
        /// The option as written, with its value where that matters.
        option: String,
        /// What cannot be done.
        reason: &'static str,
    },
    /// A file of options cannot be read.
    #[error("cannot read options from {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file of options is wrong.
    #[error("{}: {message}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// One line that names the option.
        message: String,
    },
}

impl OptionsError {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }
}

impl From<clap::Error> for OptionsError {
    fn from(error: clap::Error) -> Self {
        let text = error.render().to_string();
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Self::Asked(text),
            _ => Self::Usage(one_line(&text)),
        }
    }
}

/// The message and its tips without the lines about usage, which `--help` shows better.
fn one_line(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .filter(|line| !line.is_empty());
    let parts: Vec<&str> = lines
        .map(|line| {
            line.trim_start_matches("error: ")
                .trim_start_matches("tip: ")
        })
        .collect();
    parts.join("; ")
}
