//! What must hold between two calls. Each rule has a name; a broken one panics with it.

use crate::hash::{Map, hasher};
use crate::job::{Job, State};
use crate::peers::{Attention, Worker};
use crate::slots::Slot;
use crate::timers::Timer;
use crate::{Dispatcher, FunctionId, JobId, PeerId, PriorityClass};

impl Dispatcher {
    /// Checks everything that must hold between two calls.
    ///
    /// # Panics
    /// When something does not hold, naming it. Meant for tests: it walks over all state.
    pub fn check(&self) {
        for (slot, job) in self.jobs.iter() {
            self.check_findable(slot, job);
            self.check_placed_once(job);
            self.check_clients_known(job);
        }
        for (id, function) in self.functions.iter() {
            assert_eq!(
                self.functions.find(&function.name),
                Some(id),
                "name finds function"
            );
            self.check_counters(id);
            self.check_lane_order(id);
            self.check_sleepers_listed(id);
            self.check_work_conserving(id);
            self.check_forgotten_in_time(id);
        }
        for (id, peer) in self.peers.iter() {
            self.check_waits_for_living(id);
            if let Some(worker) = &peer.worker {
                self.check_worker(id, worker);
            }
        }
        self.check_askers();
        self.check_indexes();
        self.check_timers();
        self.check_job_sets();
    }

    /// Findable: a job is found by its id, and by its unique while others may join it.
    fn check_findable(&self, slot: Slot, job: &Job) {
        assert_eq!(
            self.jobs.find(job.id),
            Some(slot),
            "findable: {:?} by its id",
            job.id
        );
        let Some(key) = job.coalesces_by() else {
            return;
        };
        let found = self.jobs.find_same(job.function, key);
        match job.state {
            State::Buried => assert_ne!(found, Some(slot), "findable: buried {:?} joins", job.id),
            State::Moving | State::Delayed { .. } | State::Ready { .. } | State::Running(_) => {
                assert_eq!(found, Some(slot), "findable: {:?} by its unique", job.id);
            }
        }
    }

    /// Placed once: the place that a job's state names has the job.
    fn check_placed_once(&self, job: &Job) {
        let is_placed = match &job.state {
            State::Moving => false,
            State::Delayed { until } => self.timers.contains(*until, Timer::Due(job.id)),
            // Lane order counts these: looking each one up would walk the lane once per job.
            State::Ready { .. } => true,
            State::Running(run) => {
                let worker = self.peers.worker(run.by);
                let has_timer = |until| self.timers.contains(until, Timer::RunLimit(job.id));
                worker.is_some_and(|worker| worker.running.contains(&job.id))
                    && run.until.is_none_or(has_timer)
            }
            State::Buried => self.buried.contains(&job.id),
        };
        assert!(
            is_placed,
            "placed once: {:?} is not where its state says",
            job.id
        );
        let is_marked_buried = self.buried.contains(&job.id);
        let is_buried = matches!(job.state, State::Buried);
        assert_eq!(
            is_marked_buried, is_buried,
            "placed once: {:?} buried",
            job.id
        );
    }

    /// Wanted: a job that nobody waits for is a background job or runs; whoever waits is connected
    /// and knows it.
    fn check_clients_known(&self, job: &Job) {
        let clients = job.clients.as_slice();
        for client in clients {
            let times = clients.iter().filter(|other| *other == client).count();
            let noted = self
                .peers
                .get(*client)
                .and_then(|peer| peer.waits_for.get(&job.id));
            assert_eq!(
                noted,
                Some(&times),
                "wanted: {client:?} waits for {:?}",
                job.id
            );
        }
        let is_kept = job.is_wanted() || job.worker().is_some();
        assert!(is_kept, "wanted: nobody wants {:?}", job.id);
    }

    fn check_waits_for_living(&self, peer: PeerId) {
        for job in self.peers[peer].waits_for.keys() {
            let slot = self.jobs.find(*job);
            let is_mutual =
                slot.is_some_and(|slot| self.jobs[slot].clients.as_slice().contains(&peer));
            assert!(
                is_mutual,
                "wanted: {peer:?} waits for {job:?}, which does not know"
            );
        }
    }

    /// Counters: what a function counts is what there is.
    fn check_counters(&self, id: FunctionId) {
        let function = &self.functions[id];
        let (mut active, mut delayed, mut running, mut buried) = ([0; 3], [0; 3], 0, 0);
        for (_, job) in self.jobs.iter().filter(|(_, job)| job.function == id) {
            let class = job.priority.class().index();
            match job.state {
                State::Delayed { .. } => delayed[class] += 1,
                State::Running(_) => running += 1,
                State::Buried => buried += 1,
                State::Moving | State::Ready { .. } => {}
            }
            if !matches!(job.state, State::Buried) {
                active[class] += 1;
            }
        }
        let counted = (
            function.active,
            function.delayed,
            function.running,
            function.buried,
        );
        assert_eq!(
            counted,
            (active, delayed, running, buried),
            "counters: jobs of {id:?}"
        );
        let workers = self
            .workers()
            .filter(|(_, worker)| worker.abilities.has(id));
        assert_eq!(
            function.workers,
            workers.count(),
            "counters: workers of {id:?}"
        );
    }

    /// Lane order: lanes hold ready jobs, in order of arrival, and the table of urgency knows.
    fn check_lane_order(&self, id: FunctionId) {
        let lanes = &self.functions[id].lanes;
        let mut ready = [0; 3];
        for (_, job) in self.jobs.iter().filter(|(_, job)| job.function == id) {
            let is_ready = matches!(job.state, State::Ready { .. });
            ready[job.priority.class().index()] += usize::from(is_ready);
        }
        assert_eq!(lanes.by_class(), ready, "lane order: count of {id:?}");
        for class in PriorityClass::ALL {
            let walked = lanes.walk(class, &self.jobs);
            let count = ready[class.index()];
            assert_eq!(walked.len(), count, "lane order: every ready job");
            let is_own = |slot: &Slot| self.jobs[*slot].function == id;
            assert!(walked.iter().all(is_own), "lane order: jobs of {id:?}");
            for pair in walked.windows(2) {
                let [first, second] = [pair[0], pair[1]].map(|slot| &self.jobs[slot]);
                let is_ordered = first.priority < second.priority
                    || (first.priority == second.priority && since(first) <= since(second));
                assert!(
                    is_ordered,
                    "lane order: {:?} before {:?}",
                    first.id, second.id
                );
            }
        }
        assert_eq!(
            self.functions.readiness().urgency(id),
            lanes.most_urgent(),
            "lane order: urgency"
        );
    }

    /// Sleepers listed: whoever sleeps is listed with each of its functions, and a listing names a
    /// worker that has it.
    fn check_sleepers_listed(&self, id: FunctionId) {
        for (listing, peer) in &self.functions[id].sleepers {
            let worker = self.peers.worker(*peer);
            let ability = worker.and_then(|worker| worker.abilities.get(id));
            let has_listing = ability.is_some_and(|ability| ability.listing == Some(*listing));
            assert!(has_listing, "sleepers listed: {peer:?} at {id:?}");
        }
    }

    /// Work conserving: a ready job stands beside a sleeping able worker only while a woken worker
    /// is on its way to it.
    fn check_work_conserving(&self, id: FunctionId) {
        let function = &self.functions[id];
        let able = || {
            self.workers()
                .filter(|(_, worker)| worker.abilities.has(id))
        };
        let sleeping = able().any(|(_, worker)| worker.attention == Attention::Asleep);
        let woken = able().filter(|(_, worker)| is_woken_by(worker, id)).count();
        assert_eq!(function.woken, woken, "work conserving: woken for {id:?}");
        assert!(
            !(sleeping && function.wants_wake()),
            "work conserving: {id:?} has a sleeper"
        );
    }

    /// Forgotten in time: a timer runs for a function exactly while nobody needs it.
    fn check_forgotten_in_time(&self, id: FunctionId) {
        let function = &self.functions[id];
        let is_needed = function.is_by_hand || function.is_in_use();
        let has_timer = function.idle_since.is_some_and(|since| {
            let at = since.plus_ms(self.config.function_idle_ms);
            self.timers.contains(at, Timer::FunctionIdle(id))
        });
        assert_eq!(has_timer, !is_needed, "forgotten in time: {id:?}");
        assert_eq!(
            function.idle_since.is_some(),
            !is_needed,
            "forgotten in time: {id:?}"
        );
    }

    fn check_worker(&self, id: PeerId, worker: &Worker) {
        for job in &worker.running {
            let by = self
                .jobs
                .find(*job)
                .and_then(|slot| self.jobs[slot].worker());
            assert_eq!(by, Some(id), "placed once: {job:?} runs on one worker");
        }
        for ability in worker.abilities.iter() {
            let function = ability.function;
            let is_listed = ability.listing.is_some();
            let must_be_listed = worker.attention == Attention::Asleep;
            assert!(
                is_listed || !must_be_listed,
                "sleepers listed: {id:?} at {function:?}"
            );
            let record = &self.functions[function];
            let listed = ability.listing.map(|listing| record.sleepers.get(&listing));
            assert!(
                listed.is_none_or(|peer| peer == Some(&id)),
                "sleepers listed: {id:?}"
            );
        }
        if let Attention::Woken { by, wake } = worker.attention {
            assert!(
                worker.abilities.has(by),
                "work conserving: {id:?} cannot do {by:?}"
            );
            let mut sent = self.wakes.queue.iter().chain(&self.wakes.hasty);
            let has_bound = sent.any(|sent| sent.peer == id && sent.wake == wake);
            assert!(
                has_bound,
                "work conserving: the wake-up of {id:?} never runs out"
            );
        }
    }

    /// Indexes hold what they should and nothing else.
    fn check_indexes(&self) {
        let joinable = self
            .jobs
            .iter()
            .filter(|(_, job)| job.coalesces_by().is_some() && !matches!(job.state, State::Buried));
        assert_eq!(
            self.jobs.index_lens(),
            (self.jobs.len(), joinable.count()),
            "indexes"
        );
        for queue in [&self.wakes.queue, &self.wakes.hasty] {
            let is_ordered = queue.iter().is_sorted_by_key(|wake| wake.until);
            assert!(is_ordered, "work conserving: wake-ups run out in order");
        }
    }

    /// Timers belong to something that waits for them.
    fn check_timers(&self) {
        for (at, timer) in self.timers.iter() {
            let is_awaited = match timer {
                Timer::Due(job) => matches!(
                    self.state(job), Some(State::Delayed { until }) if *until == at
                ),
                Timer::RunLimit(job) => matches!(
                    self.state(job), Some(State::Running(run)) if run.until == Some(at)
                ),
                Timer::FunctionIdle(id) => self
                    .functions
                    .get(id)
                    .is_some_and(|function| function.idle_since.is_some()),
            };
            assert!(is_awaited, "timers: nothing waits for {timer:?}");
        }
    }

    /// Jobs are unique by id.
    fn check_job_sets(&self) {
        let mut seen: Map<JobId, ()> = Map::with_hasher(hasher(0));
        for (_, job) in self.jobs.iter() {
            assert!(
                seen.insert(job.id, ()).is_none(),
                "findable: {:?} stands twice",
                job.id
            );
            assert!(
                job.id.0 < self.next_job,
                "findable: {:?} is from the future",
                job.id
            );
        }
    }

    fn state(&self, job: JobId) -> Option<&State> {
        self.jobs.find(job).map(|slot| &self.jobs[slot].state)
    }

    fn workers(&self) -> impl Iterator<Item = (PeerId, &Worker)> {
        self.peers
            .iter()
            .filter_map(|(id, peer)| Some((id, peer.worker.as_deref()?)))
    }
}

fn is_woken_by(worker: &Worker, function: FunctionId) -> bool {
    matches!(worker.attention, Attention::Woken { by, .. } if by == function)
}

fn since(job: &Job) -> Option<crate::Timestamp> {
    match job.state {
        State::Ready { since, .. } => Some(since),
        State::Moving | State::Delayed { .. } | State::Running(_) | State::Buried => None,
    }
}
