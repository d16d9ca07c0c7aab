//! From a line to a command.

use bytes::Bytes;

use super::{AdminCommand, AdminError, MaxQueueSizes};
use crate::fields::decimal;
use crate::limits::LINE_WORDS_MAX;
use crate::names::{FunctionName, NameError};

impl AdminCommand {
    /// Reads a line, with or without its end.
    ///
    /// Words are separated by any number of blanks; commands match in any case. A blank in front
    /// makes the first word empty, which is no command.
    #[must_use]
    pub fn parse(line: &Bytes) -> Self {
        let words = words(line);
        let [command, arguments @ ..] = words.as_slice() else {
            return unknown(b"");
        };
        match command.to_ascii_lowercase().as_slice() {
            b"status" => Self::Status,
            b"prioritystatus" => Self::PriorityStatus,
            b"workers" => Self::Workers,
            b"version" => Self::Version,
            b"verbose" => Self::Verbose,
            b"getpid" => Self::GetPid,
            b"maxqueue" => max_queue(command, arguments),
            b"cancel" => cancel(command, arguments),
            b"show" => show(command, arguments),
            b"create" => create(command, arguments),
            b"drop" => drop_function(command, arguments),
            b"shutdown" => shutdown(command, arguments),
            _ => unknown(command),
        }
    }
}

/// A blank behind the last word makes an empty one, and a NUL ends a word, as in gearmand.
fn words(line: &Bytes) -> Vec<Bytes> {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    let mut rest = text.strip_suffix(b"\r").unwrap_or(text);
    let mut words = Vec::new();
    while words.len() < LINE_WORDS_MAX {
        let blank = rest.iter().position(|byte| *byte == b' ');
        let word = &rest[..blank.unwrap_or(rest.len())];
        words.push(line.slice_ref(until_nul(word)));
        let Some(blank) = blank else { break };
        let blanks = rest[blank..].iter().take_while(|byte| **byte == b' ');
        rest = &rest[blank + blanks.count()..];
    }
    words
}

fn until_nul(word: &[u8]) -> &[u8] {
    word.split(|byte| *byte == 0).next().unwrap_or_default()
}

fn max_queue(command: &[u8], arguments: &[Bytes]) -> AdminCommand {
    let [function, sizes @ ..] = arguments else {
        return incomplete(command);
    };
    let sizes: Option<Vec<_>> = sizes.iter().map(|word| queue_size(word)).collect();
    let sizes = match sizes.as_deref() {
        Some([]) => MaxQueueSizes::Default,
        Some([total]) => MaxQueueSizes::Total(*total),
        Some([high, normal]) => MaxQueueSizes::PerPriority([*high, *normal, None]),
        Some([high, normal, low]) => MaxQueueSizes::PerPriority([*high, *normal, *low]),
        Some(_) | None => return incomplete(command),
    };
    match function_name(command, function) {
        Ok(function) => AdminCommand::MaxQueue { function, sizes },
        Err(error) => AdminCommand::Wrong(error),
    }
}

/// `Some(None)` for no bound: zero or negative. `None` for what is no number.
fn queue_size(word: &[u8]) -> Option<Option<u32>> {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let is_negative = digits.len() < word.len();
    let number = decimal(digits).unwrap_or(u64::MAX);
    let bound = u32::try_from(number).unwrap_or(u32::MAX);
    Some((bound > 0 && !is_negative).then_some(bound))
}

fn cancel(command: &[u8], arguments: &[Bytes]) -> AdminCommand {
    match arguments {
        [] | [_] => unknown(command),
        [what, handle] if what.eq_ignore_ascii_case(b"job") => AdminCommand::CancelJob {
            handle: handle.clone(),
        },
        _ => code_only("UNKNOWN_ERROR"),
    }
}

fn show(command: &[u8], arguments: &[Bytes]) -> AdminCommand {
    match arguments {
        [] => unknown(command),
        [jobs] if jobs.eq_ignore_ascii_case(b"jobs") => AdminCommand::ShowJobs,
        [unique, jobs]
            if unique.eq_ignore_ascii_case(b"unique") && jobs.eq_ignore_ascii_case(b"jobs") =>
        {
            AdminCommand::ShowUniqueJobs
        }
        _ => code_only("UNKNOWN_SHOW_ARGUMENTS"),
    }
}

fn create(command: &[u8], arguments: &[Bytes]) -> AdminCommand {
    let Some(function) = named_function(arguments) else {
        return incomplete(command);
    };
    match function_name(command, &function) {
        Ok(function) => AdminCommand::CreateFunction { function },
        Err(error) => AdminCommand::Wrong(error),
    }
}

fn drop_function(command: &[u8], arguments: &[Bytes]) -> AdminCommand {
    match named_function(arguments) {
        Some(function) => AdminCommand::DropFunction { function },
        None => incomplete(command),
    }
}

fn named_function(arguments: &[Bytes]) -> Option<Bytes> {
    match arguments {
        [what, function] if what.eq_ignore_ascii_case(b"function") => Some(function.clone()),
        _ => None,
    }
}

/// A function that could never have a worker or a job is not made for an operator either.
fn function_name(command: &[u8], word: &Bytes) -> Result<FunctionName, AdminError> {
    FunctionName::new(word.clone()).map_err(|error| match error {
        NameError::Empty { .. } | NameError::Nul { .. } => AdminError::incomplete(command),
        NameError::TooLong { .. } => AdminError {
            code: "ARGUMENT_TOO_LARGE",
            text: error.to_string().into(),
        },
    })
}

fn shutdown(command: &Bytes, arguments: &[Bytes]) -> AdminCommand {
    match arguments {
        [] => AdminCommand::Shutdown {
            command: command.clone(),
        },
        [how] if how.eq_ignore_ascii_case(b"graceful") => AdminCommand::ShutdownGraceful {
            command: command.clone(),
        },
        _ => unknown(command),
    }
}

fn unknown(command: &[u8]) -> AdminCommand {
    AdminCommand::Wrong(AdminError::unknown_command(command))
}

fn incomplete(command: &[u8]) -> AdminCommand {
    AdminCommand::Wrong(AdminError::incomplete(command))
}

fn code_only(code: &'static str) -> AdminCommand {
    AdminCommand::Wrong(AdminError {
        code,
        text: Bytes::new(),
    })
}

#[cfg(test)]
mod tests;
