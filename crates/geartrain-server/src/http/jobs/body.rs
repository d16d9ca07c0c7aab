//! Bodies of requests: read within bounds, or thrown away so that the answer arrives.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::header::EXPECT;
use axum::http::request::Parts;
use bytes::Bytes;
use tokio::time::timeout;

use super::complaint::Complaint;

/// Time in which some of a body must come.
const STALL_TIME: Duration = Duration::from_secs(30);

/// Bytes of a refused body that are heard to the end, and the time for it. A connection that is
/// closed with unread input is reset, and the client never sees why.
const DISCARDED_BYTES_MAX: usize = 16 * 1024 * 1024;
const DISCARD_TIME: Duration = Duration::from_secs(2);

/// The whole body. Memory grows with what has come, never with what was announced.
pub(super) async fn read(body: &mut Body, bytes_max: usize) -> Result<Bytes, Complaint> {
    read_within(body, bytes_max, STALL_TIME).await
}

async fn read_within(
    body: &mut Body,
    bytes_max: usize,
    stall_time: Duration,
) -> Result<Bytes, Complaint> {
    let too_large = Complaint::BodyTooLarge { bytes_max };
    if body.size_hint().lower() > u64::try_from(bytes_max).unwrap_or(u64::MAX) {
        return Err(too_large);
    }
    let mut bytes = Vec::new();
    loop {
        let chunk = timeout(stall_time, next_chunk(body)).await;
        let Some(chunk) = chunk.map_err(|_| Complaint::BodyStalled)?? else {
            break;
        };
        if chunk.len() > bytes_max - bytes.len() {
            return Err(too_large);
        }
        bytes.extend_from_slice(&chunk);
    }
    bytes.shrink_to_fit();
    Ok(bytes.into())
}

/// Throws away what is left of the body, unless the client waits to be asked for it.
pub(super) async fn discard(head: &Parts, mut body: Body) {
    if head.headers.contains_key(EXPECT) {
        return;
    }
    let discarded = async {
        let mut left = DISCARDED_BYTES_MAX;
        while let Ok(Some(chunk)) = next_chunk(&mut body).await {
            if chunk.len() > left {
                return;
            }
            left -= chunk.len();
        }
    };
    // After that the client had its time.
    let _ = timeout(DISCARD_TIME, discarded).await;
}

/// The next bytes, possibly none; `None` at the end.
async fn next_chunk(body: &mut Body) -> Result<Option<Bytes>, Complaint> {
    let frame = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await;
    match frame {
        None => Ok(None),
        // Trailers say nothing about a job.
        Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
        Some(Err(_)) => Err(Complaint::BodyBroken),
    }
}

#[cfg(test)]
mod tests;
