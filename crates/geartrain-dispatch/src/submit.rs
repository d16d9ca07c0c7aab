//! Taking jobs in: coalescing, queue bounds, now or later.

use crate::functions::Function;
use crate::job::{Coalesce, Job};
use crate::slots::Slot;
use crate::turn::Turn;
use crate::{
    Dispatcher, Event, FunctionId, JobId, Mode, PeerId, PriorityClass, QueueBound, Refusal, Reply,
    Submission,
};

/// Submissions that may wait for one job: all of them are told in one go when it ends.
const CLIENTS_MAX: usize = 65_536;

impl Dispatcher {
    pub(crate) fn submit(&mut self, peer: PeerId, submission: Submission, turn: &mut Turn<'_>) {
        let Some(function) = self.enter_function(&submission.function, turn) else {
            return turn.refuse(peer, Refusal::TooManyFunctions);
        };
        if let Some(slot) = self.find_same(function, &submission) {
            return self.join(peer, slot, submission.mode, turn);
        }
        if self.is_full(function, submission.priority.class()) {
            return turn.refuse(peer, Refusal::QueueFull);
        }
        self.accept(peer, function, submission, turn);
    }

    fn find_same(&self, function: FunctionId, submission: &Submission) -> Option<Slot> {
        let key = Coalesce::of(&submission.unique, &submission.workload)?;
        self.jobs.find_same(function, key)
    }

    /// A further submission of an active job: its workload and priority stay as they are.
    fn join(&mut self, peer: PeerId, slot: Slot, mode: Mode, turn: &mut Turn<'_>) {
        let id = self.jobs[slot].id;
        match mode {
            Mode::Foreground if self.jobs[slot].clients.len() >= CLIENTS_MAX => {
                return turn.refuse(peer, Refusal::QueueFull);
            }
            Mode::Background => self.keep(slot, turn),
            Mode::Foreground => self.wait_for(peer, slot),
        }
        turn.changed(&self.jobs[slot], Event::Joined);
        turn.send(peer, Reply::JobCreated { job: id });
    }

    /// Lets a job outlive its clients.
    fn keep(&mut self, slot: Slot, turn: &mut Turn<'_>) {
        let mode = &mut self.jobs[slot].mode;
        if *mode == Mode::Foreground {
            *mode = Mode::Background;
            self.record_added(slot, turn);
        }
    }

    fn accept(
        &mut self,
        peer: PeerId,
        function: FunctionId,
        submission: Submission,
        turn: &mut Turn<'_>,
    ) {
        let (mode, not_before) = (submission.mode, submission.not_before.as_deref().copied());
        let id = self.next_job();
        let slot = self.jobs.insert(Job::new(id, function, submission));
        if mode == Mode::Foreground {
            self.wait_for(peer, slot);
        }
        match not_before {
            Some(until) if until > self.timers.wall(turn.now) => self.delay(slot, until),
            Some(_) | None => self.make_ready(slot, turn),
        }
        self.note_need(function, turn.now);
        turn.changed(&self.jobs[slot], Event::Submitted);
        self.record_added(slot, turn);
        turn.send(peer, Reply::JobCreated { job: id });
        self.wake_for(function, turn);
    }

    fn next_job(&mut self) -> JobId {
        let id = JobId(self.next_job);
        self.next_job += 1;
        id
    }

    fn wait_for(&mut self, peer: PeerId, slot: Slot) {
        let job = &mut self.jobs[slot];
        job.clients.push(peer);
        *self.peers.enter(peer).waits_for.entry(job.id).or_insert(0) += 1;
    }

    fn is_full(&self, function: FunctionId, class: PriorityClass) -> bool {
        let function = &self.functions[function];
        match function.bound {
            QueueBound::Default => is_reached(self.config.queue_bound, total(function)),
            QueueBound::Total(bound) => is_reached(bound, total(function)),
            QueueBound::PerClass(bounds) => {
                is_reached(bounds[class.index()], function.active[class.index()])
            }
        }
    }
}

fn total(function: &Function) -> usize {
    function.active.iter().sum()
}

fn is_reached(bound: Option<u32>, count: usize) -> bool {
    bound.is_some_and(|bound| count >= bound as usize)
}

#[cfg(test)]
mod tests;
