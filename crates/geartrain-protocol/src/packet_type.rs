//! The numbers that say what a binary packet is.

use crate::StreamError;

/// Types of binary packets, 1 to 42, as in libgearman's `gearman_command_t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
#[allow(missing_docs, reason = "each variant is the packet of that name")]
pub enum PacketType {
    CanDo = 1,
    CantDo = 2,
    ResetAbilities = 3,
    PreSleep = 4,
    /// No packet has this number; it is known and refused.
    Unused = 5,
    Noop = 6,
    SubmitJob = 7,
    JobCreated = 8,
    GrabJob = 9,
    NoJob = 10,
    JobAssign = 11,
    WorkStatus = 12,
    WorkComplete = 13,
    WorkFail = 14,
    GetStatus = 15,
    EchoReq = 16,
    EchoRes = 17,
    SubmitJobBg = 18,
    Error = 19,
    StatusRes = 20,
    SubmitJobHigh = 21,
    SetClientId = 22,
    CanDoTimeout = 23,
    AllYours = 24,
    WorkException = 25,
    OptionReq = 26,
    OptionRes = 27,
    WorkData = 28,
    WorkWarning = 29,
    GrabJobUniq = 30,
    JobAssignUniq = 31,
    SubmitJobHighBg = 32,
    SubmitJobLow = 33,
    SubmitJobLowBg = 34,
    SubmitJobSched = 35,
    SubmitJobEpoch = 36,
    SubmitReduceJob = 37,
    SubmitReduceJobBackground = 38,
    GrabJobAll = 39,
    JobAssignAll = 40,
    GetStatusUnique = 41,
    StatusResUnique = 42,
}

impl PacketType {
    /// Every type, in the order of its number.
    pub const ALL: [Self; 42] = [
        Self::CanDo,
        Self::CantDo,
        Self::ResetAbilities,
        Self::PreSleep,
        Self::Unused,
        Self::Noop,
        Self::SubmitJob,
        Self::JobCreated,
        Self::GrabJob,
        Self::NoJob,
        Self::JobAssign,
        Self::WorkStatus,
        Self::WorkComplete,
        Self::WorkFail,
        Self::GetStatus,
        Self::EchoReq,
        Self::EchoRes,
        Self::SubmitJobBg,
        Self::Error,
        Self::StatusRes,
        Self::SubmitJobHigh,
        Self::SetClientId,
        Self::CanDoTimeout,
        Self::AllYours,
        Self::WorkException,
        Self::OptionReq,
        Self::OptionRes,
        Self::WorkData,
        Self::WorkWarning,
        Self::GrabJobUniq,
        Self::JobAssignUniq,
        Self::SubmitJobHighBg,
        Self::SubmitJobLow,
        Self::SubmitJobLowBg,
        Self::SubmitJobSched,
        Self::SubmitJobEpoch,
        Self::SubmitReduceJob,
        Self::SubmitReduceJobBackground,
        Self::GrabJobAll,
        Self::JobAssignAll,
        Self::GetStatusUnique,
        Self::StatusResUnique,
    ];

    /// The number on the wire.
    #[must_use]
    pub fn number(self) -> u32 {
        self as u32
    }
}

impl TryFrom<u32> for PacketType {
    type Error = StreamError;

    fn try_from(number: u32) -> Result<Self, StreamError> {
        number
            .checked_sub(1)
            .and_then(|index| usize::try_from(index).ok())
            .and_then(|index| Self::ALL.get(index).copied())
            .ok_or(StreamError::Type(number))
    }
}

#[cfg(test)]
mod tests;
