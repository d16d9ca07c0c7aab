//! The ten packets that hand in a job.

use std::ops::RangeInclusive;

use bytes::Bytes;

use crate::fields::{Fields, decimal};
use crate::limits::FUNCTION_BYTES_MAX;
use crate::names::{FunctionName, UniqueKey, check};
use crate::{CronFields, Reducer, Refusal, Request, Start, Submit, SubmitMode, SubmitPriority};

/// `function NUL unique NUL workload`
pub(super) fn plain(
    mode: SubmitMode,
    priority: SubmitPriority,
    body: Bytes,
) -> Result<Request, Refusal> {
    let mut fields = Fields::new(body);
    let front = front(&mut fields)?;
    Ok(Request::Submit(Submit {
        mode,
        priority,
        workload: fields.rest(),
        ..front
    }))
}

/// `function NUL unique NUL seconds NUL workload`
pub(super) fn epoch(body: Bytes) -> Result<Request, Refusal> {
    let mut fields = Fields::new(body);
    let front = front(&mut fields)?;
    let seconds = seconds(&fields.separated("epoch")?)?;
    Ok(Request::Submit(Submit {
        start: Start::At(seconds),
        workload: fields.rest(),
        ..front
    }))
}

/// `function NUL unique NUL` and five cron fields, a NUL behind each, `workload`
pub(super) fn sched(body: Bytes) -> Result<Request, Refusal> {
    let mut fields = Fields::new(body);
    let front = front(&mut fields)?;
    let cron = cron(&mut fields)?;
    Ok(Request::Submit(Submit {
        start: Start::Cron(cron),
        workload: fields.rest(),
        ..front
    }))
}

/// `function NUL unique NUL reducer NUL aggregate NUL workload`
pub(super) fn reduce(mode: SubmitMode, body: Bytes) -> Result<Request, Refusal> {
    let mut fields = Fields::new(body);
    let front = front(&mut fields)?;
    let reducer = reducer(&mut fields)?;
    Ok(Request::Submit(Submit {
        mode,
        reducer: Some(Box::new(reducer)),
        workload: fields.rest(),
        ..front
    }))
}

/// What all of them begin with; the rest is that of `SUBMIT_JOB_BG`.
fn front(fields: &mut Fields) -> Result<Submit, Refusal> {
    let function = FunctionName::of_field(fields.separated("function name")?)?;
    let unique = UniqueKey::of_field(fields.separated("unique")?).map_err(Refusal::unique)?;
    Ok(Submit {
        function,
        unique,
        mode: SubmitMode::Background,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload: Bytes::new(),
    })
}

/// gearmand counts in signed 64 bits, so half of the range is an overflow.
fn seconds(word: &[u8]) -> Result<u64, Refusal> {
    decimal(word)
        .filter(|seconds| i64::try_from(*seconds).is_ok())
        .ok_or_else(|| Refusal::not_a_number("epoch", "a number of seconds"))
}

fn cron(fields: &mut Fields) -> Result<CronFields, Refusal> {
    Ok(CronFields {
        minute: cron_field(fields, "minute", 0..=59)?,
        hour: cron_field(fields, "hour", 0..=23)?,
        day_of_month: cron_field(fields, "day of month", 1..=31)?,
        month: cron_field(fields, "month", 1..=12)?,
        day_of_week: cron_field(fields, "day of week", 0..=6)?,
    })
}

/// Empty for any, which clients that know cron write as a star.
fn cron_field(
    fields: &mut Fields,
    field: &'static str,
    range: RangeInclusive<u8>,
) -> Result<Option<u8>, Refusal> {
    let word = fields.separated(field)?;
    if word.is_empty() || word == b"*"[..] {
        return Ok(None);
    }
    decimal(&word)
        .and_then(|number| u8::try_from(number).ok())
        .filter(|number| range.contains(number))
        .map(Some)
        .ok_or_else(|| {
            let expected = format!("a number from {} to {}", range.start(), range.end());
            Refusal::not_a_number(field, &expected)
        })
}

fn reducer(fields: &mut Fields) -> Result<Reducer, Refusal> {
    let name = fields.separated("reducer")?;
    check("reducer", &name, FUNCTION_BYTES_MAX)?;
    let aggregate = fields.separated("aggregate")?;
    check("aggregate", &aggregate, FUNCTION_BYTES_MAX)?;
    Ok(Reducer { name, aggregate })
}

#[cfg(test)]
mod tests;
