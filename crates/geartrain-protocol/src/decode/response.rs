//! Which response a packet is, and what it says.

use bytes::Bytes;

use crate::fields::{Fields, MissingSeparator, decimal};
use crate::names::{FunctionName, Handle, NameError, UniqueKey};
use crate::packet::{Magic, Packet};
use crate::{JobAssign, PacketType, Response, StatusFields, StreamError};

/// Why a response cannot be read.
enum Malformed {
    Missing(MissingSeparator),
    Name(NameError),
    Number(&'static str),
    NotSentByServers,
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
            Self::Missing(missing) => format!("{} is not followed by a NUL byte", missing.field),
            Self::Name(error) => error.to_string(),
            Self::Number(field) => format!("{field} is not a number"),
            Self::NotSentByServers => return StreamError::NotAResponse(packet_type),
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
    if packet.magic == Magic::Request {
        return Err(StreamError::NotAResponse(packet_type));
    }
    by_type(packet_type, packet.body).map_err(|malformed| malformed.into_stream_error(packet_type))
}

fn by_type(packet_type: PacketType, body: Bytes) -> Result<Response, Malformed> {
    match packet_type {
        PacketType::Noop => Ok(Response::Noop),
        PacketType::NoJob => Ok(Response::NoJob),
        PacketType::EchoRes => Ok(Response::Echo { payload: body }),
        PacketType::JobCreated => Ok(Response::JobCreated {
            handle: only_handle(body)?,
        }),
        PacketType::WorkFail => Ok(Response::WorkFail {
            handle: only_handle(body)?,
        }),
        PacketType::OptionRes => Ok(Response::OptionSet {
            option: Fields::new(body).rest_as_word(),
        }),
        PacketType::Error => error(body),
        PacketType::JobAssign | PacketType::JobAssignUniq | PacketType::JobAssignAll => {
            job_assign(packet_type, body).map(Response::JobAssign)
        }
        PacketType::StatusRes => status(body),
        PacketType::StatusResUnique => status_unique(body),
        PacketType::WorkStatus => work_status(body),
        PacketType::WorkData => {
            handle_and_data(body).map(|(handle, data)| Response::WorkData { handle, data })
        }
        PacketType::WorkWarning => {
            handle_and_data(body).map(|(handle, data)| Response::WorkWarning { handle, data })
        }
        PacketType::WorkComplete => {
            handle_and_data(body).map(|(handle, data)| Response::WorkComplete { handle, data })
        }
        PacketType::WorkException => {
            handle_and_data(body).map(|(handle, data)| Response::WorkException { handle, data })
        }
        _ => Err(Malformed::NotSentByServers),
    }
}

/// gearmand closes some of these handles with a NUL.
fn only_handle(body: Bytes) -> Result<Handle, NameError> {
    Handle::new(Fields::new(body).rest_as_word())
}

fn handle_and_data(body: Bytes) -> Result<(Handle, Bytes), Malformed> {
    let mut fields = Fields::new(body);
    let handle = Handle::new(fields.separated_or_rest())?;
    Ok((handle, fields.rest()))
}

fn error(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    Ok(Response::Error {
        code: fields.separated("error code")?,
        text: fields.rest(),
    })
}

fn job_assign(packet_type: PacketType, body: Bytes) -> Result<JobAssign, Malformed> {
    let mut fields = Fields::new(body);
    let handle = Handle::new(fields.separated("job handle")?)?;
    let function = FunctionName::new(fields.separated("function name")?)?;
    let unique = match packet_type {
        PacketType::JobAssign => None,
        _ => Some(UniqueKey::new(fields.separated("unique")?)?),
    };
    let reducer = match packet_type {
        PacketType::JobAssignAll => Some(fields.separated("reducer")?),
        _ => None,
    };
    Ok(JobAssign {
        handle,
        function,
        unique,
        reducer,
        workload: fields.rest(),
    })
}

fn status(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    let handle = Handle::new(fields.separated("job handle")?)?;
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
    let unique = UniqueKey::new(fields.separated("unique")?)?;
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

fn work_status(body: Bytes) -> Result<Response, Malformed> {
    let mut fields = Fields::new(body);
    let handle = Handle::new(fields.separated("job handle")?)?;
    let numerator = fields.separated_or_rest();
    Ok(Response::WorkStatus {
        handle,
        numerator,
        denominator: fields.rest_as_word(),
    })
}

/// An empty number is 0: servers send it for a job that reported nothing.
fn number(field: &'static str, word: &[u8]) -> Result<u64, Malformed> {
    if word.is_empty() {
        return Ok(0);
    }
    decimal(word).ok_or(Malformed::Number(field))
}
