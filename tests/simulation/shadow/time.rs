//! What happens by itself.

use geartrain_dispatch::{FunctionId, JobId, Limits, PeerId, Timestamp};

use super::{Place, Rest, Shadow};

/// Something that is due at its time. The order is that in which things due at once happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// A delayed job is ready.
    Ready(JobId),
    /// A worker had its time for this job.
    OutOfTime(JobId),
    /// Nobody needed this function for long enough.
    Forgotten(FunctionId),
}

impl Shadow {
    /// What is due happens, in the order in which it was due, as much as one tick may do. Gives the workers that did not
    /// answer a wake-up in time: they count as asleep again.
    pub(super) fn tick(&mut self) -> Vec<PeerId> {
        for _ in 0..self.config.timers_per_tick {
            let Some((_, due)) = self.next_due().filter(|(at, _)| *at <= self.now) else {
                break;
            };
            match due {
                Due::Ready(job) => {
                    self.job(job).place = self.at_the_end();
                    let function = self.jobs[&job].function.clone();
                    self.serve_askers(&function);
                }
                Due::OutOfTime(job) => self.give_back(job),
                Due::Forgotten(id) => {
                    let known = self
                        .functions
                        .iter()
                        .find(|(_, function)| function.id == id);
                    let name = known.expect("it was just found").0.clone();
                    self.forget_function(&name);
                }
            }
        }
        self.lapse()
    }

    fn next_due(&self) -> Option<(Timestamp, Due)> {
        let plain = |at: Timestamp| i128::from(at.0);
        let jobs = self.jobs.iter().filter_map(|(id, job)| match &job.place {
            Place::Delayed { until } => Some((self.of_wall(*until), Due::Ready(*id))),
            Place::Running(run) => Some((plain(run.until?), Due::OutOfTime(*id))),
            Place::Ready { .. } | Place::Buried => None,
        });
        let functions = self.functions.values().filter_map(|function| {
            let at = function.idle_since?.plus_ms(self.config.function_idle_ms);
            Some((plain(at), Due::Forgotten(function.id)))
        });
        let (at, due) = jobs.chain(functions).min()?;
        let at = u64::try_from(at.max(0)).unwrap_or(u64::MAX);
        Some((Timestamp(at), due))
    }

    /// What the wall clock shows.
    pub(super) fn wall(&self) -> Timestamp {
        Timestamp(self.now.0.saturating_add_signed(self.wall_ahead_ms))
    }

    /// When the wall clock shows `at`; before the beginning of time if it was set far ahead.
    fn of_wall(&self, at: Timestamp) -> i128 {
        i128::from(at.0) - i128::from(self.wall_ahead_ms)
    }

    /// Nothing that is there changes at once.
    pub(super) fn tune(&mut self, limits: &Limits) {
        self.config.attempts_max = limits.attempts_max;
        self.config.queue_bound = limits.queue_bound;
        self.config.function_order = limits.function_order;
        self.config.functions_max = limits.functions_max;
        self.config.function_idle_ms = limits.function_idle_ms;
        for job in self.jobs.values_mut() {
            job.is_excused |= limits.attempts_max.is_some_and(|max| job.attempts >= max);
        }
    }

    fn lapse(&mut self) -> Vec<PeerId> {
        let now = self.now;
        let mut lapsed = Vec::new();
        for (id, peer) in &mut self.peers {
            if matches!(peer.rest, Rest::Woken { until } if until <= now) {
                peer.rest = Rest::Asleep;
                (peer.is_quiet, peer.was_late) = (true, true);
                lapsed.push(*id);
            }
        }
        lapsed
    }

    /// When a tick must happen at the latest.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        let wakes = self.peers.values().filter_map(|peer| match peer.rest {
            Rest::Woken { until } => Some(until),
            Rest::Awake | Rest::Asleep => None,
        });
        wakes.chain(self.next_due().map(|(at, _)| at)).min()
    }
}
