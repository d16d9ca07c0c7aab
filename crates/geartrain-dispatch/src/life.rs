//! The moves of a job between its states: the one place where a job changes state.
//!
//! `job.rs` has the picture. Each move leaves the old state with all its book-keeping and enters
//! the new one with all of its own.

use crate::job::{Run, State};
use crate::slots::Slot;
use crate::timers::Timer;
use crate::turn::Turn;
use crate::{Dispatcher, EndReason, Event, JobId, Mode, Outcome, PeerId, Timestamp};

impl Dispatcher {
    /// Puts a new job, one whose time has come, or one that came back at the end of its lane. Whoever
    /// calls it wakes a worker for it.
    pub(crate) fn make_ready(&mut self, slot: Slot, turn: &mut Turn<'_>) {
        self.leave_state(slot);
        let function = self.jobs[slot].function;
        self.functions[function]
            .lanes
            .push(slot, turn.now, &mut self.jobs);
        self.functions.note_readiness(function);
        self.count_active(slot);
    }

    /// Lets a new job wait for its time.
    pub(crate) fn delay(&mut self, slot: Slot, until: Timestamp) {
        self.leave_state(slot);
        let job = &mut self.jobs[slot];
        job.state = State::Delayed { until };
        self.functions[job.function].delayed[job.priority.class().index()] += 1;
        self.timers.start(until, Timer::Due(job.id));
        self.count_active(slot);
    }

    /// Gives a ready job to a worker.
    pub(crate) fn start_run(
        &mut self,
        slot: Slot,
        by: PeerId,
        limit_ms: Option<u64>,
        now: Timestamp,
    ) {
        self.leave_state(slot);
        let job = &mut self.jobs[slot];
        let until = limit_ms.map(|ms| now.plus_ms(ms));
        job.attempts = job.attempts.saturating_add(1);
        job.state = State::Running(Box::new(Run {
            by,
            since: now,
            until,
            numerator: 0,
            denominator: 0,
        }));
        self.functions[job.function].running += 1;
        if let Some(until) = until {
            self.timers.start(until, Timer::RunLimit(job.id));
        }
        self.peers.enter_worker(by).running.push_back(job.id);
        self.count_active(slot);
    }

    /// Takes a running job from a worker that left or is late: the job is queued again, or ends
    /// when nobody wants it any more or its attempts are used up.
    pub(crate) fn give_back(&mut self, slot: Slot, turn: &mut Turn<'_>) {
        let job = &self.jobs[slot];
        let function = job.function;
        if !job.is_wanted() {
            return self.end(slot, EndReason::Abandoned, Outcome::Fail, turn);
        }
        if self
            .config
            .attempts_max
            .is_some_and(|max| job.attempts >= max)
        {
            return self.exhaust(slot, turn);
        }
        turn.changed(job, Event::Returned);
        self.record_patched(slot, turn);
        self.make_ready(slot, turn);
        self.wake_for(function, turn);
    }

    /// Ends the attempts of a job: a person should look at a background job, while the clients of a
    /// foreground job know by their answer.
    fn exhaust(&mut self, slot: Slot, turn: &mut Turn<'_>) {
        match self.jobs[slot].mode {
            Mode::Foreground => self.end(slot, EndReason::Exhausted, Outcome::Fail, turn),
            Mode::Background => self.bury(slot, turn),
        }
    }

    /// Sets a job aside for a person. Its unique is free for a new job.
    fn bury(&mut self, slot: Slot, turn: &mut Turn<'_>) {
        turn.changed(&self.jobs[slot], Event::Buried);
        self.tell_end(slot, Outcome::Fail, turn);
        self.release_clients(slot);
        self.set_aside(slot);
        self.record_patched(slot, turn);
        self.evict_buried(turn);
    }

    /// Moves a job to the buried ones.
    pub(crate) fn set_aside(&mut self, slot: Slot) {
        self.jobs.release_unique(slot);
        self.leave_state(slot);
        let job = &mut self.jobs[slot];
        job.state = State::Buried;
        self.buried.insert(job.id);
        self.functions[job.function].buried += 1;
    }

    /// More than one too many there are after a start: the ends of earlier ones were not kept.
    fn evict_buried(&mut self, turn: &mut Turn<'_>) {
        while self.buried.len() > self.config.buried_max {
            let oldest = self.buried.first().and_then(|id| self.jobs.find(*id));
            let oldest = oldest.expect("buried jobs live");
            self.end(oldest, EndReason::Evicted, Outcome::Fail, turn);
        }
    }

    /// Ends a job in whatever state, tells the clients and forgets it.
    pub(crate) fn end(
        &mut self,
        slot: Slot,
        reason: EndReason,
        outcome: Outcome,
        turn: &mut Turn<'_>,
    ) {
        turn.changed(&self.jobs[slot], Event::Ended(reason));
        self.record_done(slot, turn);
        self.tell_end(slot, outcome, turn);
        self.release_clients(slot);
        self.leave_state(slot);
        let job = self.jobs.remove(slot);
        self.note_need(job.function, turn.now);
    }

    /// Nobody waits for the job any more.
    fn release_clients(&mut self, slot: Slot) {
        let job = &mut self.jobs[slot];
        for client in std::mem::take(&mut job.clients).as_slice() {
            self.peers[*client].waits_for.swap_remove(&job.id);
        }
    }

    fn leave_state(&mut self, slot: Slot) {
        let job = &mut self.jobs[slot];
        let (id, function, class) = (job.id, job.function, job.priority.class());
        let counters = &mut self.functions[function];
        match &job.state {
            State::Moving => return,
            State::Delayed { until } => {
                self.timers.stop(*until, Timer::Due(id));
                counters.delayed[class.index()] -= 1;
            }
            State::Ready { .. } => {
                counters.lanes.unlink(slot, &mut self.jobs);
                self.functions.note_readiness(function);
            }
            State::Running(run) => {
                counters.running -= 1;
                let (by, until) = (run.by, run.until);
                self.leave_worker(id, by, until);
            }
            State::Buried => {
                counters.buried -= 1;
                self.buried.remove(&id);
                job.state = State::Moving;
                return;
            }
        }
        self.jobs[slot].state = State::Moving;
        self.functions[function].active[class.index()] -= 1;
    }

    fn leave_worker(&mut self, id: JobId, by: PeerId, until: Option<Timestamp>) {
        if let Some(until) = until {
            self.timers.stop(until, Timer::RunLimit(id));
        }
        let worker = self
            .peers
            .worker_mut(by)
            .expect("a running job is with a connected worker");
        let place = worker.running.iter().position(|running| *running == id);
        let place = place.expect("a worker knows the jobs that it has");
        worker.running.remove(place);
    }

    fn count_active(&mut self, slot: Slot) {
        let job = &self.jobs[slot];
        self.functions[job.function].active[job.priority.class().index()] += 1;
    }
}
