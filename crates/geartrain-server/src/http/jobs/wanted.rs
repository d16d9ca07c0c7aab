//! What a request asks for, read from its head.

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method};
use bytes::Bytes;
use geartrain_dispatch::{Mode, Priority, Submission, Unique};
use geartrain_protocol::{FunctionName, NameError, UniqueKey};

use super::complaint::Complaint;

const UNIQUE: HeaderName = HeaderName::from_static("x-gearman-unique");
const BACKGROUND: HeaderName = HeaderName::from_static("x-gearman-background");
const PRIORITY: HeaderName = HeaderName::from_static("x-gearman-priority");

/// The unique that stands for the workload; also that of a request without one, as in gearmand.
const BY_WORKLOAD: &[u8] = b"-";

/// A job without its workload.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) function: FunctionName,
    pub(super) unique: Unique,
    pub(super) priority: Priority,
    pub(super) mode: Mode,
}

impl Wanted {
    /// Reads method, path and headers.
    ///
    /// # Errors
    /// When they ask for nothing that can be done. Nothing is guessed: what is there must be right.
    pub(super) fn read(head: &Parts) -> Result<Self, Complaint> {
        check_method(&head.method)?;
        if head.uri.query().is_some() {
            return Err(Complaint::Wrong(
                "a function takes its argument as body, not as query".into(),
            ));
        }
        Ok(Self {
            function: function(head.uri.path())?,
            unique: unique(one(head, &UNIQUE)?)?,
            priority: priority(one(head, &PRIORITY)?)?,
            mode: mode(one(head, &BACKGROUND)?)?,
        })
    }

    /// The job with its workload.
    pub(super) fn submission(self, workload: Bytes) -> Submission {
        Submission {
            function: self.function.into_bytes(),
            unique: self.unique,
            workload,
            reducer: None,
            priority: self.priority,
            mode: self.mode,
            not_before: None,
        }
    }
}

/// `HEAD` runs the job as `GET` does; its answer has no body.
fn check_method(method: &Method) -> Result<(), Complaint> {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT => Ok(()),
        _ => Err(Complaint::Method),
    }
}

/// The path without slashes in front, and with its escapes resolved: names are bytes.
fn function(path: &str) -> Result<FunctionName, Complaint> {
    let name = unescape(path.trim_start_matches('/').as_bytes()).ok_or_else(|| {
        Complaint::Wrong("the path has a % without two hexadecimal digits".into())
    })?;
    FunctionName::new(name.into()).map_err(|error| match error {
        NameError::Empty { .. } => Complaint::NoFunction,
        error => Complaint::Wrong(error.to_string()),
    })
}

fn unescape(path: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(*rest.next()?)? * 16 + hex(*rest.next()?)?,
            byte => *byte,
        });
    }
    Some(bytes)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// The value of a header that may be there once.
fn one<'a>(head: &'a Parts, name: &HeaderName) -> Result<Option<&'a HeaderValue>, Complaint> {
    let mut values = head.headers.get_all(name).iter();
    let value = values.next();
    if values.next().is_some() {
        return Err(Complaint::Wrong(format!("there is more than one {name}")));
    }
    Ok(value)
}

fn unique(value: Option<&HeaderValue>) -> Result<Unique, Complaint> {
    let bytes = value.map_or(BY_WORKLOAD, HeaderValue::as_bytes);
    let key = UniqueKey::new(Bytes::copy_from_slice(bytes));
    let key = key.map_err(|error| Complaint::Wrong(error.to_string()))?;
    Ok(match key.as_bytes() {
        b"" => Unique::None,
        BY_WORKLOAD => Unique::Workload,
        _ => Unique::Given(key.into_bytes()),
    })
}

fn priority(value: Option<&HeaderValue>) -> Result<Priority, Complaint> {
    match lower(value).as_deref() {
        None | Some(b"normal") => Ok(Priority::NORMAL),
        Some(b"high") => Ok(Priority::HIGH),
        Some(b"low") => Ok(Priority::LOW),
        Some(_) => Err(unexpected(&PRIORITY, "high, normal or low")),
    }
}

fn mode(value: Option<&HeaderValue>) -> Result<Mode, Complaint> {
    match lower(value).as_deref() {
        None | Some(b"false") => Ok(Mode::Foreground),
        Some(b"true") => Ok(Mode::Background),
        Some(_) => Err(unexpected(&BACKGROUND, "true or false")),
    }
}

fn lower(value: Option<&HeaderValue>) -> Option<Vec<u8>> {
    value.map(|value| value.as_bytes().to_ascii_lowercase())
}

fn unexpected(name: &HeaderName, values: &str) -> Complaint {
    Complaint::Wrong(format!("{name} is {values}"))
}

#[cfg(test)]
mod tests;
