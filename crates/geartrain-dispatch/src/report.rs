//! What workers say of their jobs, on its way to the clients.

use bytes::Bytes;

use crate::job::State;
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{Dispatcher, EndReason, JobId, Outcome, PeerId, Refusal, Reply, Report};

impl Dispatcher {
    pub(crate) fn report(&mut self, peer: PeerId, id: JobId, report: Report, turn: &mut Turn<'_>) {
        let Some(slot) = self.find_run(peer, id) else {
            return turn.refuse(peer, refusal_of_report(&report));
        };
        self.note_progress(slot, &report);
        let reply = reply_to_report(id, report);
        for client in self.jobs[slot].clients.as_slice() {
            turn.send(*client, reply.clone());
        }
    }

    fn note_progress(&mut self, slot: Slot, report: &Report) {
        let Report::Progress {
            numerator,
            denominator,
        } = report
        else {
            return;
        };
        if let State::Running(run) = &mut self.jobs[slot].state {
            (run.numerator, run.denominator) = (number(numerator), number(denominator));
        }
    }

    pub(crate) fn finish(
        &mut self,
        peer: PeerId,
        id: JobId,
        outcome: Outcome,
        turn: &mut Turn<'_>,
    ) {
        let Some(slot) = self.find_run(peer, id) else {
            return self.finish_too_late(peer, id, &outcome, turn);
        };
        if matches!(outcome, Outcome::Exception(_)) {
            self.peers.enter_worker(peer).threw = Some(id);
        }
        let reason = self.end_reason(slot, &outcome, turn);
        self.end(slot, reason, outcome, turn);
    }

    fn end_reason(&self, slot: Slot, outcome: &Outcome, turn: &Turn<'_>) -> EndReason {
        let ran_ms = match &self.jobs[slot].state {
            State::Running(run) => turn.now.ms_since(run.since),
            State::Moving | State::Delayed { .. } | State::Ready { .. } | State::Buried => 0,
        };
        match outcome {
            Outcome::Complete(_) => EndReason::Completed { ran_ms },
            Outcome::Fail | Outcome::Exception(_) => EndReason::Failed { ran_ms },
        }
    }

    /// Several libraries send a failure after their exception and take an error for it badly: that
    /// one failure is swallowed.
    fn finish_too_late(&mut self, peer: PeerId, id: JobId, outcome: &Outcome, turn: &mut Turn<'_>) {
        let threw = self.peers.worker_mut(peer).map(|worker| &mut worker.threw);
        if let Some(threw) = threw
            && *outcome == Outcome::Fail
            && *threw == Some(id)
        {
            *threw = None;
            return;
        }
        turn.refuse(peer, refusal_of_outcome(outcome));
    }

    /// Tells everyone who waits how the job ended.
    pub(crate) fn tell_end(&self, slot: Slot, outcome: Outcome, turn: &mut Turn<'_>) {
        let job = &self.jobs[slot];
        let Some((last, others)) = job.clients.as_slice().split_last() else {
            return;
        };
        for client in others {
            turn.send(*client, self.told(job.id, *client, outcome.clone()));
        }
        turn.send(*last, self.told(job.id, *last, outcome));
    }

    /// What a client is told.
    fn told(&self, job: JobId, client: PeerId, outcome: Outcome) -> Reply {
        match outcome {
            Outcome::Complete(data) => Reply::Complete { job, data },
            Outcome::Exception(data) if self.peers[client].wants_exceptions => {
                Reply::Exception { job, data }
            }
            Outcome::Fail | Outcome::Exception(_) => Reply::Failed { job },
        }
    }

    fn find_run(&self, peer: PeerId, id: JobId) -> Option<Slot> {
        self.jobs
            .find(id)
            .filter(|slot| self.jobs[*slot].worker() == Some(peer))
    }
}

fn refusal_of_report(report: &Report) -> Refusal {
    match report {
        Report::Progress { .. } => Refusal::ProgressForUnknownJob,
        Report::Data(_) | Report::Warning(_) => Refusal::DataForUnknownJob,
    }
}

fn reply_to_report(job: JobId, report: Report) -> Reply {
    match report {
        Report::Progress {
            numerator,
            denominator,
        } => Reply::Progress {
            job,
            numerator,
            denominator,
        },
        Report::Data(data) => Reply::Data { job, data },
        Report::Warning(data) => Reply::Warning { job, data },
    }
}

fn refusal_of_outcome(outcome: &Outcome) -> Refusal {
    match outcome {
        Outcome::Complete(_) | Outcome::Fail => Refusal::ResultForUnknownJob,
        Outcome::Exception(_) => Refusal::ExceptionForUnknownJob,
    }
}

/// The digits that the word begins with: some libraries send fractions, such as
/// `55.00000000000001` of 100.
fn number(word: &Bytes) -> u64 {
    let digits = word.iter().take_while(|letter| letter.is_ascii_digit());
    digits.fold(0, |number: u64, digit| {
        number
            .saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests;
