//! Why a request does not lead to a job, or a job not to an answer.

use axum::http::header::{ALLOW, CONNECTION, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use geartrain_dispatch::Refusal;

/// Seconds after which it may be worth trying again.
const RETRY_SECONDS: &str = "1";

/// What the client is told in one line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Complaint {
    /// A method that runs no job.
    Method,
    /// The path is empty.
    NoFunction,
    /// Something else in the head is wrong.
    Wrong(String),
    /// The body is larger than a packet may be.
    BodyTooLarge {
        /// The bound.
        bytes_max: usize,
    },
    /// The body does not come.
    BodyStalled,
    /// The body breaks off, or is no HTTP.
    BodyBroken,
    /// The dispatcher does not take the job.
    Refused(Refusal),
    /// The job cannot be kept.
    NotKept(String),
    /// The worker sends more than an answer may hold.
    ResultTooLarge {
        /// The bound.
        bytes_max: usize,
    },
    /// The server stops.
    Stopping,
}

impl Complaint {
    fn status(&self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NoFunction => StatusCode::NOT_FOUND,
            Self::Wrong(_) | Self::BodyBroken => StatusCode::BAD_REQUEST,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyStalled => StatusCode::REQUEST_TIMEOUT,
            Self::ResultTooLarge { .. } => StatusCode::BAD_GATEWAY,
            Self::Refused(_) | Self::NotKept(_) | Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn header(&self) -> Option<(HeaderName, &'static str)> {
        match self {
            Self::Method => Some((ALLOW, "GET, HEAD, POST, PUT")),
            Self::Refused(_) | Self::NotKept(_) => Some((RETRY_AFTER, RETRY_SECONDS)),
            // What is left of the body would be taken for the next request.
            Self::BodyStalled | Self::BodyBroken | Self::Stopping => Some((CONNECTION, "close")),
            Self::NoFunction
            | Self::Wrong(_)
            | Self::BodyTooLarge { .. }
            | Self::ResultTooLarge { .. } => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Method => "jobs are run by POST, PUT and GET".into(),
            Self::NoFunction => "the path names no function".into(),
            Self::Wrong(text) | Self::NotKept(text) => text.clone(),
            Self::BodyTooLarge { bytes_max } => format!("the body has more than {bytes_max} bytes"),
            Self::BodyStalled => "the body did not come".into(),
            Self::BodyBroken => "the body is not complete".into(),
            Self::Refused(refusal) => refused(*refusal).into(),
            Self::ResultTooLarge { bytes_max } => {
                format!("the result has more than {bytes_max} bytes")
            }
            Self::Stopping => "the server stops".into(),
        }
    }
}

fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::QueueFull => "the queue of the function is full",
        Refusal::TooManyFunctions => "there are too many functions",
        Refusal::TooManyAbilities => "the worker can run as many functions as it may",
        Refusal::ResultForUnknownJob
        | Refusal::ProgressForUnknownJob
        | Refusal::DataForUnknownJob
        | Refusal::ExceptionForUnknownJob
        | Refusal::JobUnknown
        | Refusal::FunctionUnknown
        | Refusal::FunctionInUse => "the job was refused",
    }
}

impl IntoResponse for Complaint {
    fn into_response(self) -> Response {
        let text = format!("{}\n", self.text());
        let header = self.header();
        let mut response = (self.status(), text).into_response();
        if let Some((name, value)) = header {
            let value = axum::http::HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
        response
    }
}
