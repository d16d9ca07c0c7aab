//! Which packet a response is.

use super::{Packets, word};
use crate::packet::Magic;
use crate::{Handle, JobAssign, Outgoing, PacketType, Response, StatusFields, UniqueKey};

/// Appends `response` to `outgoing`.
pub(crate) fn response(response: &Response, outgoing: &mut Outgoing) {
    let mut packets = Packets {
        magic: Magic::Response,
        outgoing,
    };
    match response {
        Response::Noop => packets.words(PacketType::Noop, &[]),
        Response::JobCreated { handle } => {
            packets.words(PacketType::JobCreated, &[handle.as_bytes()]);
        }
        Response::NoJob => packets.words(PacketType::NoJob, &[]),
        Response::JobAssign(assign) => packets.job_assign(assign),
        Response::Echo { payload } => packets.payload(PacketType::EchoRes, &[], payload),
        Response::Error { code, text } => packets.payload(PacketType::Error, &[word(code)], text),
        Response::Status { handle, status } => packets.status(handle, *status),
        Response::StatusUnique {
            unique,
            status,
            clients,
        } => packets.status_unique(unique, *status, *clients),
        Response::OptionSet { option } => packets.words(PacketType::OptionRes, &[word(option)]),
        Response::WorkStatus {
            handle,
            numerator,
            denominator,
        } => packets.words(
            PacketType::WorkStatus,
            &[handle.as_bytes(), word(numerator), word(denominator)],
        ),
        Response::WorkData { handle, data } => {
            packets.payload(PacketType::WorkData, &[handle.as_bytes()], data);
        }
        Response::WorkWarning { handle, data } => {
            packets.payload(PacketType::WorkWarning, &[handle.as_bytes()], data);
        }
        Response::WorkComplete { handle, data } => {
            packets.payload(PacketType::WorkComplete, &[handle.as_bytes()], data);
        }
        Response::WorkFail { handle } => packets.words(PacketType::WorkFail, &[handle.as_bytes()]),
        Response::WorkException { handle, data } => {
            packets.payload(PacketType::WorkException, &[handle.as_bytes()], data);
        }
    }
}

impl Packets<'_> {
    /// A worker that asked for everything gets `JOB_ASSIGN_UNIQ` for a job without a reducer.
    fn job_assign(&mut self, assign: &JobAssign) {
        let handle = assign.handle.as_bytes();
        let function = assign.function.as_bytes();
        let unique = assign.unique.as_ref().map(UniqueKey::as_bytes);
        let workload = &assign.workload;
        match (unique, &assign.reducer) {
            (None, None) => {
                self.payload(PacketType::JobAssign, &[handle, function], workload);
            }
            (Some(unique), None) => {
                let words = [handle, function, unique];
                self.payload(PacketType::JobAssignUniq, &words, workload);
            }
            (unique, Some(reducer)) => {
                let words = [handle, function, unique.unwrap_or_default(), word(reducer)];
                self.payload(PacketType::JobAssignAll, &words, workload);
            }
        }
    }

    fn status(&mut self, handle: &Handle, status: StatusFields) {
        self.words(
            PacketType::StatusRes,
            &[
                handle.as_bytes(),
                flag(status.is_known),
                flag(status.is_running),
                status.numerator.to_string().as_bytes(),
                status.denominator.to_string().as_bytes(),
            ],
        );
    }

    fn status_unique(&mut self, unique: &UniqueKey, status: StatusFields, clients: u64) {
        self.words(
            PacketType::StatusResUnique,
            &[
                unique.as_bytes(),
                flag(status.is_known),
                flag(status.is_running),
                status.numerator.to_string().as_bytes(),
                status.denominator.to_string().as_bytes(),
                clients.to_string().as_bytes(),
            ],
        );
    }
}

fn flag(is_set: bool) -> &'static [u8] {
    if is_set { b"1" } else { b"0" }
}

#[cfg(test)]
mod tests;
