//! One moment of a peer: what it sees and what it does.

use geartrain_dispatch::{Input, JobId};

use crate::agenda::Plan;
use crate::random::Random;

/// Handed to a peer whenever it may act.
pub(crate) struct Moment<'a> {
    pub(crate) now: u64,
    pub(crate) random: &'a mut Random,
    /// The highest job number so far, for peers that ask about jobs of others.
    pub(crate) newest_job: u64,
    /// So many jobs live that clients should hold back.
    pub(crate) is_crowded: bool,
    /// What the peer sends, in order.
    pub(crate) sends: Vec<Input>,
    /// What the peer plans, and in how many milliseconds.
    pub(crate) plans: Vec<(u64, Plan)>,
}

impl Moment<'_> {
    pub(crate) fn send(&mut self, input: Input) {
        self.sends.push(input);
    }

    pub(crate) fn plan(&mut self, in_ms: u64, plan: Plan) {
        self.plans.push((in_ms, plan));
    }

    /// Some job, of whomever; most live, some have ended, one does not exist yet.
    pub(crate) fn some_job(&mut self) -> JobId {
        let oldest = self.newest_job.saturating_sub(20);
        JobId(self.random.between(oldest, self.newest_job + 1))
    }
}
