//! Which request a packet is.

use bytes::Bytes;

use super::{ability, submit, work};
use crate::fields::Fields;
use crate::names::{ClientId, Handle, UniqueKey};
use crate::packet::{Magic, Packet};
use crate::{PacketType, Refusal, Request};

/// Reads a packet that a server received.
///
/// Packets without arguments may carry a body, which means nothing.
pub(crate) fn request(packet: Packet) -> Result<Request, Refusal> {
    if packet.magic == Magic::Response {
        return Err(Refusal::request_magic_expected());
    }
    let body = packet.body;
    match packet.packet_type {
        PacketType::CanDo => ability::can_do(body),
        PacketType::CanDoTimeout => ability::can_do_timeout(body),
        PacketType::CantDo => ability::cant_do(body),
        PacketType::ResetAbilities => Ok(Request::ResetAbilities),
        PacketType::PreSleep => Ok(Request::PreSleep),
        PacketType::GrabJob => Ok(Request::GrabJob),
        PacketType::GrabJobUniq => Ok(Request::GrabJobUniq),
        PacketType::GrabJobAll => Ok(Request::GrabJobAll),
        PacketType::AllYours => Ok(Request::AllYours),
        PacketType::SetClientId => Ok(set_client_id(body)),
        PacketType::SubmitJob
        | PacketType::SubmitJobBg
        | PacketType::SubmitJobHigh
        | PacketType::SubmitJobHighBg
        | PacketType::SubmitJobLow
        | PacketType::SubmitJobLowBg
        | PacketType::SubmitJobSched
        | PacketType::SubmitJobEpoch
        | PacketType::SubmitReduceJob
        | PacketType::SubmitReduceJobBackground => {
            submit::submit(packet.packet_type, body).map(Request::Submit)
        }
        PacketType::GetStatus => get_status(body),
        PacketType::GetStatusUnique => get_status_unique(body),
        PacketType::OptionReq => Ok(option_req(body)),
        PacketType::EchoReq => Ok(Request::Echo { payload: body }),
        PacketType::WorkStatus => work::status(body),
        PacketType::WorkData => work::data(body),
        PacketType::WorkWarning => work::warning(body),
        PacketType::WorkComplete => work::complete(body),
        PacketType::WorkFail => work::fail(body),
        PacketType::WorkException => work::exception(body),
        PacketType::Unused
        | PacketType::Noop
        | PacketType::JobCreated
        | PacketType::NoJob
        | PacketType::JobAssign
        | PacketType::EchoRes
        | PacketType::Error
        | PacketType::StatusRes
        | PacketType::OptionRes
        | PacketType::JobAssignUniq
        | PacketType::JobAssignAll
        | PacketType::StatusResUnique => Err(Refusal::command_not_expected()),
    }
}

fn set_client_id(body: Bytes) -> Request {
    Request::SetClientId {
        id: ClientId::cut(body),
    }
}

fn get_status(body: Bytes) -> Result<Request, Refusal> {
    let handle = Handle::new(Fields::new(body).rest_as_word())?;
    Ok(Request::GetStatus { handle })
}

fn get_status_unique(body: Bytes) -> Result<Request, Refusal> {
    let unique = UniqueKey::new(Fields::new(body).rest_as_word()).map_err(Refusal::unique)?;
    Ok(Request::GetStatusUnique { unique })
}

fn option_req(body: Bytes) -> Request {
    Request::OptionReq {
        option: Fields::new(body).rest_as_word(),
    }
}
