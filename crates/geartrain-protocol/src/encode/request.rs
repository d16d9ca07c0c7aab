//! Which packet a request is.

use super::{Packets, word};
use crate::packet::Magic;
use crate::{
    CronFields, Outgoing, PacketType, Reducer, Request, Start, Submit, SubmitMode, SubmitPriority,
};

/// Appends `request` to `outgoing`.
pub(crate) fn request(request: &Request, outgoing: &mut Outgoing) {
    let mut packets = Packets {
        magic: Magic::Request,
        outgoing,
    };
    match request {
        Request::CanDo { function } => packets.words(PacketType::CanDo, &[function.as_bytes()]),
        Request::CanDoTimeout {
            function,
            run_limit_ms,
        } => packets.words(
            PacketType::CanDoTimeout,
            &[function.as_bytes(), run_limit_ms.to_string().as_bytes()],
        ),
        Request::CantDo { function } => packets.words(PacketType::CantDo, &[function.as_bytes()]),
        Request::ResetAbilities => packets.words(PacketType::ResetAbilities, &[]),
        Request::PreSleep => packets.words(PacketType::PreSleep, &[]),
        Request::GrabJob => packets.words(PacketType::GrabJob, &[]),
        Request::GrabJobUniq => packets.words(PacketType::GrabJobUniq, &[]),
        Request::GrabJobAll => packets.words(PacketType::GrabJobAll, &[]),
        Request::AllYours => packets.words(PacketType::AllYours, &[]),
        Request::SetClientId { id } => packets.words(PacketType::SetClientId, &[id.as_bytes()]),
        Request::Submit(submit) => packets.submit(submit),
        Request::GetStatus { handle } => packets.words(PacketType::GetStatus, &[handle.as_bytes()]),
        Request::GetStatusUnique { unique } => {
            packets.words(PacketType::GetStatusUnique, &[unique.as_bytes()]);
        }
        Request::OptionReq { option } => packets.words(PacketType::OptionReq, &[word(option)]),
        Request::Echo { payload } => packets.payload(PacketType::EchoReq, &[], payload),
        Request::WorkStatus {
            handle,
            numerator,
            denominator,
        } => packets.words(
            PacketType::WorkStatus,
            &[handle.as_bytes(), word(numerator), word(denominator)],
        ),
        Request::WorkData { handle, data } => {
            packets.payload(PacketType::WorkData, &[handle.as_bytes()], data);
        }
        Request::WorkWarning { handle, data } => {
            packets.payload(PacketType::WorkWarning, &[handle.as_bytes()], data);
        }
        Request::WorkComplete { handle, data } => {
            packets.payload(PacketType::WorkComplete, &[handle.as_bytes()], data);
        }
        Request::WorkFail { handle } => packets.words(PacketType::WorkFail, &[handle.as_bytes()]),
        Request::WorkException { handle, data } => {
            packets.payload(PacketType::WorkException, &[handle.as_bytes()], data);
        }
    }
}

impl Packets<'_> {
    /// A start time or a reducer decides the packet type; mode and priority do otherwise.
    fn submit(&mut self, submit: &Submit) {
        match (&submit.start, &submit.reducer) {
            (Start::At(seconds), _) => self.submit_with(
                PacketType::SubmitJobEpoch,
                submit,
                &[seconds.to_string().as_bytes()],
            ),
            (Start::Cron(fields), _) => self.submit_sched(submit, *fields),
            (Start::Now, Some(reducer)) => self.submit_reduce(submit, reducer),
            (Start::Now, None) => self.submit_with(plain_type(submit), submit, &[]),
        }
    }

    fn submit_sched(&mut self, submit: &Submit, fields: CronFields) {
        let words = [
            fields.minute,
            fields.hour,
            fields.day_of_month,
            fields.month,
            fields.day_of_week,
        ]
        .map(|field| field.map_or_else(String::new, |number| number.to_string()));
        let words = words.each_ref().map(String::as_bytes);
        self.submit_with(PacketType::SubmitJobSched, submit, &words);
    }

    fn submit_reduce(&mut self, submit: &Submit, reducer: &Reducer) {
        let packet_type = match submit.mode {
            SubmitMode::Foreground => PacketType::SubmitReduceJob,
            SubmitMode::Background => PacketType::SubmitReduceJobBackground,
        };
        let words = [word(&reducer.name), word(&reducer.aggregate)];
        self.submit_with(packet_type, submit, &words);
    }

    /// Function and unique stand first in all of these packets, the workload last.
    fn submit_with(&mut self, packet_type: PacketType, submit: &Submit, between: &[&[u8]]) {
        let front = [submit.function.as_bytes(), submit.unique.as_bytes()];
        let words = [&front, between].concat();
        self.payload(packet_type, &words, &submit.workload);
    }
}

fn plain_type(submit: &Submit) -> PacketType {
    match (submit.mode, submit.priority) {
        (SubmitMode::Foreground, SubmitPriority::High) => PacketType::SubmitJobHigh,
        (SubmitMode::Foreground, SubmitPriority::Normal) => PacketType::SubmitJob,
        (SubmitMode::Foreground, SubmitPriority::Low) => PacketType::SubmitJobLow,
        (SubmitMode::Background, SubmitPriority::High) => PacketType::SubmitJobHighBg,
        (SubmitMode::Background, SubmitPriority::Normal) => PacketType::SubmitJobBg,
        (SubmitMode::Background, SubmitPriority::Low) => PacketType::SubmitJobLowBg,
    }
}

#[cfg(test)]
mod tests;
