//! Responses written from parts that lie in different places.

use bytes::Bytes;

use super::{Packets, word};
use crate::packet::Magic;
use crate::{Outgoing, PacketType, StatusFields};

/// Appends responses of which nobody needs a [`Response`](crate::Response), as a server has many.
///
/// Handles, names and uniques hold no NUL: they were checked when they came, or are the server's own.
pub struct Responses<'a> {
    packets: Packets<'a>,
}

/// A job on its way to a worker, as [`JobAssign`](crate::JobAssign) is.
#[derive(Clone, Copy, Debug)]
pub struct AssignParts<'a> {
    /// The job.
    pub handle: &'a [u8],
    /// Its function.
    pub function: &'a [u8],
    /// Its unique, for a worker that asked with `GRAB_JOB_UNIQ` or `GRAB_JOB_ALL`.
    pub unique: Option<&'a [u8]>,
    /// Its reducer, for a worker that asked with `GRAB_JOB_ALL`.
    pub reducer: Option<&'a [u8]>,
    /// The function's argument.
    pub workload: &'a Bytes,
}

impl<'a> Responses<'a> {
    pub(crate) fn new(outgoing: &'a mut Outgoing) -> Self {
        let magic = Magic::Response;
        Self {
            packets: Packets { magic, outgoing },
        }
    }

    /// `NOOP`
    pub fn noop(&mut self) {
        self.packets.words(PacketType::Noop, &[]);
    }

    /// `JOB_CREATED`
    pub fn job_created(&mut self, handle: &[u8]) {
        self.packets.words(PacketType::JobCreated, &[handle]);
    }

    /// `NO_JOB`
    pub fn no_job(&mut self) {
        self.packets.words(PacketType::NoJob, &[]);
    }

    /// `JOB_ASSIGN`, `JOB_ASSIGN_UNIQ` or `JOB_ASSIGN_ALL`. A worker that asked for everything gets
    /// `JOB_ASSIGN_UNIQ` for a job without a reducer.
    pub fn job_assign(&mut self, parts: &AssignParts<'_>) {
        let AssignParts {
            handle,
            function,
            workload,
            ..
        } = *parts;
        match (parts.unique, parts.reducer) {
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

    /// `ECHO_RES`
    pub(super) fn echo(&mut self, payload: &Bytes) {
        self.payload(PacketType::EchoRes, &[], payload);
    }

    /// `ERROR`
    pub(super) fn error(&mut self, code: &[u8], text: &Bytes) {
        self.payload(PacketType::Error, &[word(code)], text);
    }

    /// `OPTION_RES`
    pub(super) fn option_set(&mut self, option: &[u8]) {
        self.packets.words(PacketType::OptionRes, &[word(option)]);
    }

    /// `STATUS_RES`
    pub fn status(&mut self, handle: &[u8], status: StatusFields) {
        self.packets.words(
            PacketType::StatusRes,
            &[
                handle,
                flag(status.is_known),
                flag(status.is_running),
                status.numerator.to_string().as_bytes(),
                status.denominator.to_string().as_bytes(),
            ],
        );
    }

    /// `STATUS_RES_UNIQUE`
    pub fn status_unique(&mut self, unique: &[u8], status: StatusFields, clients: u64) {
        self.packets.words(
            PacketType::StatusResUnique,
            &[
                unique,
                flag(status.is_known),
                flag(status.is_running),
                status.numerator.to_string().as_bytes(),
                status.denominator.to_string().as_bytes(),
                clients.to_string().as_bytes(),
            ],
        );
    }

    /// `WORK_STATUS`
    pub fn work_status(&mut self, handle: &[u8], numerator: &[u8], denominator: &[u8]) {
        let words = [handle, word(numerator), word(denominator)];
        self.packets.words(PacketType::WorkStatus, &words);
    }

    /// `WORK_DATA`
    pub fn work_data(&mut self, handle: &[u8], data: &Bytes) {
        self.payload(PacketType::WorkData, &[handle], data);
    }

    /// `WORK_WARNING`
    pub fn work_warning(&mut self, handle: &[u8], data: &Bytes) {
        self.payload(PacketType::WorkWarning, &[handle], data);
    }

    /// `WORK_COMPLETE`
    pub fn work_complete(&mut self, handle: &[u8], data: &Bytes) {
        self.payload(PacketType::WorkComplete, &[handle], data);
    }

    /// `WORK_FAIL`
    pub fn work_fail(&mut self, handle: &[u8]) {
        self.packets.words(PacketType::WorkFail, &[handle]);
    }

    /// `WORK_EXCEPTION`
    pub fn work_exception(&mut self, handle: &[u8], data: &Bytes) {
        self.payload(PacketType::WorkException, &[handle], data);
    }

    fn payload(&mut self, packet_type: PacketType, words: &[&[u8]], payload: &Bytes) {
        self.packets.payload(packet_type, words, payload);
    }
}

fn flag(is_set: bool) -> &'static [u8] {
    if is_set { b"1" } else { b"0" }
}
