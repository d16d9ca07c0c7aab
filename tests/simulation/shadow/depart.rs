//! What happens when a peer leaves.

use geartrain_dispatch::{Change, Effect, EndReason, Event, JobId, Outcome, PeerId};

use super::{Place, Rest, Shadow};

impl Shadow {
    /// The peer waits for nothing any more, and its work goes to others.
    pub(super) fn disconnect(&mut self, peer: PeerId) {
        self.stop_waiting(peer);
        self.stop_working(peer);
        self.peers.remove(&peer);
    }

    /// A queued foreground job goes with the last one who waits for it; a running one goes on.
    fn stop_waiting(&mut self, peer: PeerId) {
        let mine = self
            .jobs
            .iter()
            .filter(|(_, job)| job.clients.contains(&peer));
        let mine: Vec<JobId> = mine.map(|(id, _)| *id).collect();
        for id in mine {
            let job = self.job(id);
            job.clients.retain(|client| *client != peer);
            let is_queued = matches!(job.place, Place::Delayed { .. } | Place::Ready { .. });
            if is_queued && !job.is_wanted() {
                self.end(id, EndReason::Abandoned, &Outcome::Fail);
            }
        }
    }

    /// Half closed, the peer still gets the results that it waits for, but it cannot work: its jobs
    /// go back in the order in which it got them.
    pub(super) fn stop_working(&mut self, peer: PeerId) {
        self.forget_abilities(peer);
        self.peer(peer).rest = Rest::Awake;
        let running = self
            .jobs
            .iter()
            .filter_map(|(id, job)| Some((job.run()?, *id)));
        let mine = running.filter(|(run, _)| run.by == peer);
        let mut mine: Vec<(u64, JobId)> = mine.map(|(run, id)| (run.moved, id)).collect();
        mine.sort_unstable();
        mine.into_iter().for_each(|(_, id)| self.give_back(id));
    }
}

/// The job, if the effect is that it went because nobody waits for it.
pub(super) fn abandoned(effect: &Effect) -> Option<JobId> {
    match effect {
        Effect::Changed(Change {
            job,
            event: Event::Ended(EndReason::Abandoned),
            ..
        }) => Some(*job),
        Effect::Changed(_)
        | Effect::Record(_)
        | Effect::Send { .. }
        | Effect::FunctionKnown { .. }
        | Effect::FunctionForgotten { .. } => None,
    }
}
