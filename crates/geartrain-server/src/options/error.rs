//! Why the options do not lead to a server.

use std::error::Error;
use std::path::PathBuf;

use clap::error::{ContextKind, ErrorKind};

use super::setting::{self, Setting, Settings};

/// Why there is nothing to start.
#[derive(Debug, thiserror::Error)]
pub enum OptionsError {
    /// A text was asked for: print it and end well.
    #[error("{0}")]
    Asked(String),
    /// An option is unknown or its value wrong; one line that names it.
    #[error("{0}")]
    Usage(String),
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
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Self::Asked(error.render().to_string())
            }
            _ => Self::Usage(complaint(&error)),
        }
    }
}

/// A value that is none for its option.
pub(super) struct Mistake {
    /// The long option; empty for a word that belongs to none.
    option: String,
    value: String,
    /// What is expected instead.
    pub(super) reason: String,
}

impl Mistake {
    pub(super) fn of(error: &clap::Error) -> Self {
        let option = text(error, ContextKind::InvalidArg);
        let option = option.split([' ', '=']).next().unwrap_or_default();
        Self {
            option: option.trim_start_matches("[@FILE]...").to_owned(),
            value: text(error, ContextKind::InvalidValue),
            reason: reason(error),
        }
    }
}

fn complaint(error: &clap::Error) -> String {
    match error.kind() {
        ErrorKind::UnknownArgument => unknown(&text(error, ContextKind::InvalidArg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let mistake = Mistake::of(error);
            let Mistake {
                option,
                value,
                reason,
            } = &mistake;
            match (option.as_str(), value.as_str()) {
                ("", value) => format!("{value}: {reason}"),
                (option, "") => format!("{option} needs a value{}", after_semicolon(reason)),
                (option, value) => format!("{option} {value}: {reason}"),
            }
        }
        ErrorKind::TooManyValues => {
            let Mistake { option, value, .. } = Mistake::of(error);
            format!("{option} takes no value, and has {value}")
        }
        _ => one_line(&error.render().to_string()),
    }
}

fn after_semicolon(reason: &str) -> String {
    match reason {
        "" => String::new(),
        reason => format!("; {reason}"),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    error.get(kind).map(ToString::to_string).unwrap_or_default()
}

fn unknown(option: &str) -> String {
    let settings = Settings::new();
    let names = settings.iter().map(Setting::name);
    let nearest = setting::nearest(option.trim_start_matches('-'), names);
    let proposal = if nearest.is_empty() {
        "; --help lists all".to_owned()
    } else {
        setting::proposal(&nearest, |name| format!("'--{name}'"))
    };
    format!("unknown option '{option}'{proposal}")
}

fn reason(error: &clap::Error) -> String {
    let valid = text(error, ContextKind::ValidValue);
    if !valid.is_empty() {
        return match valid.rsplit_once(", ") {
            Some((others, last)) => format!("expected {others} or {last}"),
            None => format!("expected {valid}"),
        };
    }
    match error.source() {
        Some(source) => plain(&source.to_string()),
        None => String::new(),
    }
}

/// What the parsers of numbers say, in words for people.
fn plain(reason: &str) -> String {
    if let Some((_, range)) = reason.split_once(" is not in ") {
        return match range.split_once("..=").or(range.split_once("..")) {
            Some((first, last)) if last.len() < MAX_DIGITS => {
                format!("expected a number from {first} to {last}")
            }
            Some((first, _)) => format!("expected a number from {first}"),
            None => reason.to_owned(),
        };
    }
    match reason {
        "invalid digit found in string" => "expected a number".to_owned(),
        "number too large to fit in target type" => "the number is too large".to_owned(),
        other => other.to_owned(),
    }
}

/// Digits from which on the end of a range is that of the type, which says nothing to people.
const MAX_DIGITS: usize = 19;

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
