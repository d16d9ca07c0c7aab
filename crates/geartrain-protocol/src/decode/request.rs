//! Which request a packet is.

use bytes::Bytes;

use super::{ability, submit, work};
use crate::fields::Fields;
use crate::names::{ClientId, Handle, UniqueKey};
use crate::packet::{Magic, Packet};
use crate::{PacketType, Refusal, Request, SubmitMode, SubmitPriority};

/// Reads a packet that a server received.
///
/// A packet without arguments may carry a body that means nothing, as with gearmand.
pub(crate) fn request(packet: Packet) -> Result<Request, Refusal> {
    use SubmitMode::{Background, Foreground};
    use SubmitPriority::{High, Low, Normal};

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
        PacketType::SubmitJob => submit::plain(Foreground, Normal, body),
        PacketType::SubmitJobBg => submit::plain(Background, Normal, body),
        PacketType::SubmitJobHigh => submit::plain(Foreground, High, body),
        PacketType::SubmitJobHighBg => submit::plain(Background, High, body),
        PacketType::SubmitJobLow => submit::plain(Foreground, Low, body),
        PacketType::SubmitJobLowBg => submit::plain(Background, Low, body),
        PacketType::SubmitJobSched => submit::sched(body),
        PacketType::SubmitJobEpoch => submit::epoch(body),
        PacketType::SubmitReduceJob => submit::reduce(Foreground, body),
        PacketType::SubmitReduceJobBackground => submit::reduce(Background, body),
        PacketType::GetStatus => get_status(body),
        PacketType::GetStatusUnique => get_status_unique(body),
        PacketType::OptionReq => Ok(option_req(body)),
        PacketType::EchoReq => Ok(Request::Echo { payload: body }),
        PacketType::WorkStatus => work_status(body),
        PacketType::WorkData => about_job(body, |handle, data| Request::WorkData { handle, data }),
        PacketType::WorkWarning => {
            about_job(body, |handle, data| Request::WorkWarning { handle, data })
        }
        PacketType::WorkComplete => {
            about_job(body, |handle, data| Request::WorkComplete { handle, data })
        }
        PacketType::WorkFail => work_fail(body),
        PacketType::WorkException => {
            about_job(body, |handle, data| Request::WorkException { handle, data })
        }
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
    let handle = work::only_handle(body)?;
    Ok(Request::GetStatus { handle })
}

fn get_status_unique(body: Bytes) -> Result<Request, Refusal> {
    let unique = UniqueKey::of_field(Fields::new(body).rest_as_word()).map_err(Refusal::unique)?;
    Ok(Request::GetStatusUnique { unique })
}

fn option_req(body: Bytes) -> Request {
    Request::OptionReq {
        option: Fields::new(body).rest_as_word(),
    }
}

fn work_status(body: Bytes) -> Result<Request, Refusal> {
    let progress = work::progress::<Refusal>(body)?;
    Ok(Request::WorkStatus {
        handle: progress.handle,
        numerator: progress.numerator,
        denominator: progress.denominator,
    })
}

fn work_fail(body: Bytes) -> Result<Request, Refusal> {
    let handle = work::only_handle(body)?;
    Ok(Request::WorkFail { handle })
}

fn about_job(body: Bytes, build: fn(Handle, Bytes) -> Request) -> Result<Request, Refusal> {
    let (handle, data) = work::handle_and_data(body)?;
    Ok(build(handle, data))
}

#[cfg(test)]
mod tests;
