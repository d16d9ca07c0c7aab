//! Who gets which job.

use bytes::Bytes;
use geartrain_dispatch::{
    Assignment, Event, FunctionOrder, GrabKind, JobId, PeerId, Priority, Refusal, Reply,
};

use super::job::Run;
use super::peer::Ability;
use super::{Job, Place, Rest, Shadow};

impl Shadow {
    /// A worker that asks is awake. It gets a job at once when there is one that it can do.
    pub(super) fn grab(&mut self, peer: PeerId, kind: GrabKind) {
        self.peer(peer).rest = Rest::Awake;
        self.peer(peer).is_quiet = false;
        let Some(function) = self.function_to_serve(peer) else {
            return self.expect_reply(peer, Reply::NoJob);
        };
        let (id, priority) = self
            .first_of(&function)
            .expect("the function has a ready job");
        self.assert_most_urgent(peer, priority);
        self.start(id, peer);
        let assignment = self.jobs[&id].assignment(id, kind);
        self.expect_reply(peer, Reply::Assigned(assignment));
    }

    /// The most urgent job over all functions of the worker. Among functions of equal priority the
    /// one that this worker served the longest time ago, so that none starves; those that it never
    /// served come first, in the order of registration.
    ///
    /// In the order of registration it is simply the function registered last, however urgent.
    fn function_to_serve(&self, peer: PeerId) -> Option<Bytes> {
        let abilities = self.peers[&peer].abilities.iter().enumerate();
        let ready = abilities.filter_map(|(position, ability)| {
            let (_, priority) = self.first_of(&ability.function)?;
            Some((priority, ability.served, position, &ability.function))
        });
        let chosen = match self.config.function_order {
            FunctionOrder::RoundRobin => ready.min(),
            FunctionOrder::Registration => ready.max_by_key(|(_, _, position, _)| *position),
        };
        chosen.map(|(.., function)| function.clone())
    }

    /// The most urgent ready job of a function; among equals the one that became ready first.
    pub(super) fn first_of(&self, function: &[u8]) -> Option<(JobId, Priority)> {
        let ready = self.jobs.iter().filter_map(|(id, job)| match job.place {
            Place::Ready { moved, .. } if job.function == function => {
                Some((job.priority, moved, *id))
            }
            _ => None,
        });
        ready.min().map(|(priority, _, id)| (id, priority))
    }

    fn assert_most_urgent(&self, peer: PeerId, priority: Priority) {
        let peer = &self.peers[&peer];
        let ready = self
            .jobs
            .values()
            .filter(|job| job.is_ready() && peer.is_able(&job.function));
        let most_urgent = ready.map(|job| job.priority).min();
        let is_ordered = self.config.function_order == FunctionOrder::RoundRobin;
        assert!(
            !is_ordered || most_urgent == Some(priority),
            "priority: over all functions"
        );
    }

    pub(super) fn start(&mut self, id: JobId, by: PeerId) {
        let (since, moved) = (self.now, self.next_move());
        self.peer(by).may_wait = true;
        let job = &self.jobs[&id];
        let waited_ms = since.ms_since(job.ready_since().expect("only a ready job starts"));
        let ability = self
            .ability(by, &job.function.clone())
            .expect("a worker gets what it can do");
        ability.served = moved;
        let until = ability.run_limit_ms.map(|ms| since.plus_ms(ms));
        let job = self.job(id);
        job.attempts += 1;
        let run = Run {
            by,
            since,
            until,
            moved,
            numerator: 0,
            denominator: 0,
        };
        job.place = Place::Running(run);
        let attempts = job.attempts;
        let is_excused = std::mem::take(&mut job.is_excused);
        let limit = self.config.attempts_max;
        assert!(
            is_excused || limit.is_none_or(|max| attempts <= max),
            "attempts: {id:?} starts once too often"
        );
        self.expect_change(id, Event::Started { waited_ms });
    }

    fn ability(&mut self, peer: PeerId, function: &[u8]) -> Option<&mut Ability> {
        let mut abilities = self.peer(peer).abilities.iter_mut();
        abilities.find(|ability| ability.function == function)
    }

    /// A second registration changes the limit only.
    pub(super) fn able(&mut self, peer: PeerId, function: &Bytes, run_limit_ms: Option<u64>) {
        let abilities = &self.peer(peer).abilities;
        let is_able = abilities.iter().any(|ability| ability.function == function);
        if !is_able && abilities.len() >= self.config.abilities_max {
            return self.expect_refusal(peer, Refusal::TooManyAbilities);
        }
        if !self.need_function(function) {
            return self.expect_refusal(peer, Refusal::TooManyFunctions);
        }
        match self.ability(peer, function) {
            Some(ability) => ability.run_limit_ms = run_limit_ms,
            None => {
                let ability = Ability {
                    function: function.clone(),
                    run_limit_ms,
                    served: 0,
                };
                self.peer(peer).abilities.push(ability);
            }
        }
    }

    /// A job that runs already goes on.
    pub(super) fn unable(&mut self, peer: PeerId, function: &[u8]) {
        let peer = self.peer(peer);
        if peer.is_able(function)
            && let Rest::Woken { .. } = peer.rest
        {
            peer.rest = Rest::Awake;
        }
        peer.abilities
            .retain(|ability| ability.function != function);
    }

    pub(super) fn forget_abilities(&mut self, peer: PeerId) {
        let abilities = self.peer(peer).abilities.clone();
        abilities
            .iter()
            .for_each(|ability| self.unable(peer, &ability.function));
    }
}

impl Job {
    pub(super) fn assignment(&self, id: JobId, kind: GrabKind) -> Assignment {
        Assignment {
            kind,
            job: id,
            function: self.function.clone(),
            unique: match kind {
                GrabKind::Plain => Box::default(),
                GrabKind::Unique | GrabKind::All => Box::from(&self.unique_shown()[..]),
            },
            reducer: self.reducer.clone().map(Box::new),
            workload: self.workload.clone(),
        }
    }
}
