//! Which response a packet is, and what it says.

use bytes::Bytes;

use super::work;
use crate::fields::{Fields, MissingSeparator, decimal};
use crate::names::{FunctionName, Handle, NameError, UniqueKey};
use crate::packet::{Magic, Packet};
use crate::{JobAssign, PacketType, Response, StatusFields, StreamError};

/// Why a response cannot be read.
enum Malformed {
    Missing(MissingSeparator),
    Name(NameError),
    Number(&'static str),
    NotAResponse,
}

impl From<MissingSeparator> for Malformed {
    fn from(missing: MissingSeparator) -> Self {
        Self::Missing(missing)
    }
}

impl From<NameError> for Malformed {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

impl Malformed {
    fn into_stream_error(self, packet_type: PacketType) -> StreamError {
        let reason = match self {
            Self::Missing(missing) => missing.to_string(),
            Self::Name(error) => error.to_string(),
            Self::Number(field) => format!("{field} is not a number"),
            Self::NotAResponse => return StreamError::NotAResponse(packet_type),
        };
        StreamError::Malformed {
            packet_type,
            reason,
        }
    }
}

/// Reads a packet that a client or worker received.
pub(crate) fn response(packet: Packet) -> Result<Response, StreamError> {
    let packet_type = packet.packet_type;
    let result = match packet.magic {
        Magic::Request => Err(Malformed::NotAResponse),
        Magic::Response => by_type(packet_type, packet.body),
    };
    result.map_err(|malformed| malformed.into_stream_error(packet_type))
}

fn by_type(packet_type: PacketType, body: Bytes) -> Result<Response, Malformed> {
    match packet_type {
        PacketType::Noop => Ok(Response::Noop),
        PacketType::JobCreated => job_created(body),
        PacketType::NoJob => Ok(Response::NoJob),
        PacketType::JobAssign => job_assign(body),
        PacketType::JobAssignUniq => job_assign_uniq(body),
        PacketType::JobAssignAll => job_assign_all(body),
        PacketType::EchoRes => Ok(Response::Echo { payload: body }),
        PacketType::Error => error(body),
        PacketType::StatusRes => status(body),
        PacketType::StatusResUnique => status_unique(body),
        PacketType::OptionRes => Ok(option_set(body)),
        PacketType::WorkStatus => work_status(body),
        PacketType::WorkData => about_job(body, |handle, data| Response::WorkData { handle, data }),
        PacketType::WorkWarning => {
            about_job(body, |handle, data| Response::WorkWarning { handle, data })
        }
        PacketType::WorkComplete => {
            about_job(body, |handle, data| Response::WorkComplete { handle, data })
        }
        PacketType::WorkFail => work_fail(body),
        PacketType::WorkException => about_job(body, |handle, data| Response::WorkException {
            handle,
            data,
        }),
        PacketType::CanDo
        | PacketType::CantDo
        | PacketType::ResetAbilities
        | PacketType::PreSleep
        | PacketType::Unused
        | PacketType::SubmitJob
        | PacketType::GrabJob
        | PacketType::GetStatus
        | PacketType::EchoReq
        | PacketType::SubmitJobBg
        | PacketType::SubmitJobHigh
        | PacketType::SetClientId
        | PacketType::CanDoTimeout
        | PacketType::AllYours
        | PacketType::OptionReq
        | PacketType::GrabJobUniq
        | PacketType::SubmitJobHighBg
        | PacketType::SubmitJobLow
        | PacketType::SubmitJobLowBg
        | PacketType::SubmitJobSched
        | PacketType::SubmitJobEpoch
        | PacketType::SubmitReduceJob
        | PacketType::SubmitReduceJobBackground
        | PacketType::GrabJobAll
        | PacketType::GetStatusUnique => Err(Malformed::NotAResponse),
    }
}

fn job_created(body: Bytes) -> Result<Response, Malformed> {
    let handle = work::only_handle(body)?;
    Ok(Response::JobCreated { handle })
}

fn job_assign(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    let front = assign_front(&mut fields)?;
    Ok(Response::JobAssign(JobAssign {
        workload: fields.rest(),
        ..front
    }))
}

fn job_assign_uniq(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    let front = assign_front(&mut fields)?;
    let unique = UniqueKey::of_field(fields.separated("unique")?)?;
    Ok(Response::JobAssign(JobAssign {
        unique: Some(unique),
        workload: fields.rest(),
        ..front
    }))
}

fn job_assign_all(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    let front = assign_front(&mut fields)?;
    let unique = UniqueKey::of_field(fields.separated("unique")?)?;
    let reducer = fields.separated("reducer")?;
    Ok(Response::JobAssign(JobAssign {
        unique: Some(unique),
        reducer: Some(reducer),
        workload: fields.rest(),
        ..front
    }))
}

/// What all three assignments begin with.
fn assign_front(fields: &mut Fields) -> Result<JobAssign, Malformed> {
    Ok(JobAssign {
        handle: Handle::of_field(fields.separated("job handle")?)?,
        function: FunctionName::of_field(fields.separated("function name")?)?,
        unique: None,
        reducer: None,
        workload: Bytes::new(),
    })
}

fn error(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    Ok(Response::Error {
        code: fields.separated("error code")?,
        text: fields.rest(),
    })
}

fn status(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    let handle = Handle::of_field(fields.separated("job handle")?)?;
    let (is_known, is_running) = known_and_running(&mut fields)?;
    let numerator = number("numerator", &fields.separated("numerator")?)?;
    let denominator = number("denominator", &fields.rest_as_word())?;
    Ok(Response::Status {
        handle,
        status: StatusFields {
            is_known,
            is_running,
            numerator,
            denominator,
        },
    })
}

fn status_unique(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    let unique = UniqueKey::of_field(fields.separated("unique")?)?;
    let (is_known, is_running) = known_and_running(&mut fields)?;
    let numerator = number("numerator", &fields.separated("numerator")?)?;
    let denominator = number("denominator", &fields.separated("denominator")?)?;
    Ok(Response::StatusUnique {
        unique,
        status: StatusFields {
            is_known,
            is_running,
            numerator,
            denominator,
        },
        clients: number("number of clients", &fields.rest_as_word())?,
    })
}

fn known_and_running(fields: &mut Fields) -> Result<(bool, bool), Malformed> {
    let is_known = number("known", &fields.separated("known")?)? != 0;
    let is_running = number("running", &fields.separated("running")?)? != 0;
    Ok((is_known, is_running))
}

/// An empty number is 0: a server may have heard of no progress.
fn number(field: &'static str, word: &[u8]) -> Result<u64, Malformed> {
    if word.is_empty() {
        return Ok(0);
    }
    decimal(word).ok_or(Malformed::Number(field))
}

fn option_set(body: Bytes) -> Response {
    Response::OptionSet {
        option: Fields::new(body).rest_as_word(),
    }
}

fn work_status(body: Bytes) -> Result<Response, Malformed> {
    let progress = work::progress::<Malformed>(body)?;
    Ok(Response::WorkStatus {
        handle: progress.handle,
        numerator: progress.numerator,
        denominator: progress.denominator,
    })
}

fn work_fail(body: Bytes) -> Result<Response, Malformed> {
    let handle = work::only_handle(body)?;
    Ok(Response::WorkFail { handle })
}

fn about_job(body: Bytes, build: fn(Handle, Bytes) -> Response) -> Result<Response, Malformed> {
    let (handle, data) = work::handle_and_data(body)?;
    Ok(build(handle, data))
}

#[cfg(test)]
mod tests;
