//! What came of a job, as an HTTP response.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use geartrain_dispatch::JobId;

use super::wait::Outcome;
use crate::gear::Handles;

const HANDLE: HeaderName = HeaderName::from_static("x-gearman-job-handle");
const COMMAND: HeaderName = HeaderName::from_static("x-gearman-command");

/// Workers return bytes; a browser must not take them for a page of this server.
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// The answer; the header `X-Gearman-Command` says which packet it stands for.
pub(super) fn response(outcome: Outcome, handles: &Handles, failed_status: StatusCode) -> Response {
    let (job, status, command, body) = match outcome {
        Outcome::Queued(job) => (job, StatusCode::OK, "JOB_CREATED", Bytes::new()),
        Outcome::Done(job, parts) => (job, StatusCode::OK, "WORK_COMPLETE", join(parts)),
        Outcome::Failed(job) => (job, failed_status, "WORK_FAIL", Bytes::new()),
        Outcome::Exception(job, data) => (job, failed_status, "WORK_EXCEPTION", data),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(COMMAND, HeaderValue::from_static(command));
    headers.insert(CONTENT_TYPE, BYTES);
    if let Some(handle) = handle(job, handles) {
        headers.insert(HANDLE, handle);
    }
    response
}

/// `None` for a prefix that no header can hold.
fn handle(job: JobId, handles: &Handles) -> Option<HeaderValue> {
    let mut text = Vec::new();
    handles.append(job, &mut text);
    HeaderValue::from_bytes(&text).ok()
}

fn join(parts: Vec<Bytes>) -> Bytes {
    match <[Bytes; 1]>::try_from(parts) {
        Ok([whole]) => whole,
        Err(parts) => parts.concat().into(),
    }
}
