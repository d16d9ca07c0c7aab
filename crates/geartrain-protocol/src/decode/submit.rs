//! The ten packets that hand in a job.

use bytes::Bytes;

use crate::fields::{Fields, decimal};
use crate::names::{FunctionName, UniqueKey};
use crate::{CronFields, PacketType, Reducer, Refusal, Start, Submit, SubmitMode, SubmitPriority};

/// Reads `function NUL unique NUL`, what stands between for the type at hand, and the workload.
pub(super) fn submit(packet_type: PacketType, body: Bytes) -> Result<Submit, Refusal> {
    let mut fields = Fields::new(body);
    let function = FunctionName::new(fields.separated("function name")?)?;
    let unique = UniqueKey::new(fields.separated("unique")?).map_err(Refusal::unique)?;
    let start = start(packet_type, &mut fields)?;
    let reducer = reducer(packet_type, &mut fields)?;
    Ok(Submit {
        function,
        unique,
        mode: mode(packet_type),
        priority: priority(packet_type),
        start,
        reducer,
        workload: fields.rest(),
    })
}

fn mode(packet_type: PacketType) -> SubmitMode {
    match packet_type {
        PacketType::SubmitJob
        | PacketType::SubmitJobHigh
        | PacketType::SubmitJobLow
        | PacketType::SubmitReduceJob => SubmitMode::Foreground,
        _ => SubmitMode::Background,
    }
}

fn priority(packet_type: PacketType) -> SubmitPriority {
    match packet_type {
        PacketType::SubmitJobHigh | PacketType::SubmitJobHighBg => SubmitPriority::High,
        PacketType::SubmitJobLow | PacketType::SubmitJobLowBg => SubmitPriority::Low,
        _ => SubmitPriority::Normal,
    }
}

fn start(packet_type: PacketType, fields: &mut Fields) -> Result<Start, Refusal> {
    match packet_type {
        PacketType::SubmitJobEpoch => epoch(fields).map(Start::At),
        PacketType::SubmitJobSched => cron(fields).map(Start::Cron),
        _ => Ok(Start::Now),
    }
}

/// gearmand counts in signed 64 bits, so half of the range is an overflow.
fn epoch(fields: &mut Fields) -> Result<u64, Refusal> {
    decimal(&fields.separated("epoch")?)
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

fn cron_field(
    fields: &mut Fields,
    field: &'static str,
    range: std::ops::RangeInclusive<u8>,
) -> Result<Option<u8>, Refusal> {
    let word = fields.separated(field)?;
    if word.is_empty() {
        return Ok(None);
    }
    decimal(&word)
        .and_then(|number| u8::try_from(number).ok())
        .filter(|number| range.contains(number))
        .map(Some)
        .ok_or_else(|| Refusal::not_a_number(field, "a number in its range"))
}

fn reducer(packet_type: PacketType, fields: &mut Fields) -> Result<Option<Reducer>, Refusal> {
    match packet_type {
        PacketType::SubmitReduceJob | PacketType::SubmitReduceJobBackground => Ok(Some(Reducer {
            name: fields.separated("reducer")?,
            aggregate: fields.separated("aggregate")?,
        })),
        _ => Ok(None),
    }
}
