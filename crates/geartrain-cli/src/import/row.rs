//! What is submitted for a row of gearmand's.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use geartrain_protocol::{
    FunctionName, NameError, Start, Submit, SubmitMode, SubmitPriority, UniqueKey,
};
use geartrain_store::{GearmandJob, PriorityClass, Timestamp, Unique};

use crate::limits::PAYLOAD_BYTES_MAX;

const MS_PER_SECOND: u64 = 1_000;

/// Why a row is no job.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum RowError {
    /// gearmand would not have taken it either.
    #[error("{0}")]
    Name(#[from] NameError),
    /// No packet could carry it.
    #[error("its payload has {bytes} bytes, {PAYLOAD_BYTES_MAX} fit into a packet")]
    Payload { bytes: u64 },
}

/// The submission of a background job. One that is to run later has normal priority, as in gearmand.
pub(super) fn submission(job: &GearmandJob) -> Result<Submit, RowError> {
    let bytes = job.workload.len() as u64;
    if bytes > PAYLOAD_BYTES_MAX {
        return Err(RowError::Payload { bytes });
    }
    let start = start(job.not_before, now());
    Ok(Submit {
        function: FunctionName::new(job.function.clone())?,
        unique: UniqueKey::new(unique(&job.unique))?,
        mode: SubmitMode::Background,
        priority: match (&start, job.priority.class()) {
            (Start::At(_) | Start::Cron(_), _) => SubmitPriority::Normal,
            (Start::Now, PriorityClass::High) => SubmitPriority::High,
            (Start::Now, PriorityClass::Normal) => SubmitPriority::Normal,
            (Start::Now, PriorityClass::Low) => SubmitPriority::Low,
        },
        start,
        reducer: None,
        workload: job.workload.clone(),
    })
}

fn unique(unique: &Unique) -> Bytes {
    match unique {
        Unique::None => Bytes::new(),
        Unique::Workload => Bytes::from_static(b"-"),
        Unique::Given(bytes) => bytes.clone(),
    }
}

/// A time that has passed is none: the priority counts again.
fn start(not_before: Option<Timestamp>, now: Timestamp) -> Start {
    match not_before {
        Some(at) if at > now => Start::At(at.0 / MS_PER_SECOND),
        Some(_) | None => Start::Now,
    }
}

fn now() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since_epoch.unwrap_or_default().as_millis();
    Timestamp(u64::try_from(ms).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests;
