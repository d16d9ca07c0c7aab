//! Which of several servers gets a job.
//!
//! A unique makes two submissions one job only where they meet, so clients that share uniques have
//! to choose the same server. Libraries differ in how they choose; a mixed fleet needs the way of
//! its other members.

use std::sync::atomic::{AtomicUsize, Ordering};

use geartrain_link::ServerAddress;
use geartrain_protocol::Submit;

use crate::ring::Ring;

/// How jobs are spread over several servers. A server that cannot be reached is left out until it
/// is back; its jobs go to the next one in the order that each way says. One that did not answer
/// within the submit deadline comes after all others until it gives a sign of life.
///
/// ```
/// use geartrain_client::{Client, Spread};
///
/// let builder = Client::builder().servers(["a.example", "b.example"]).spread(Spread::ByUnique);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spread {
    /// All jobs to the server that was given last, else to the one given before it, and so on.
    /// So does libgearman 1.1 unless it is told otherwise, and with it the PHP extension and
    /// whatever else is built on it. Further servers are a reserve.
    #[default]
    AsLibgearman,
    /// By a hash of the unique, on the ring that libgearman uses from version 2.2 on where a
    /// program calls `gearman_client_set_server_selection_by_unique`; jobs without a unique in
    /// turn. A server that comes or goes moves only the uniques that were its own. The order in
    /// which servers are given means nothing, but they have to be written alike everywhere:
    /// `localhost` and `127.0.0.1` are two servers.
    ByUnique,
    /// By the hash of the unique that Perl's `Gearman::Client` takes, over the servers in the
    /// order given; jobs without a unique in turn.
    AsPerl,
    /// In turn, whatever the unique.
    RoundRobin,
}

/// Chooses.
#[derive(Debug)]
pub(crate) struct Chooser {
    spread: Spread,
    count: usize,
    ring: Ring,
    turn: AtomicUsize,
}

/// What decides where a job goes.
enum Choice {
    /// All servers in their order.
    Listed(Vec<usize>),
    /// The number of the turn.
    Turn(usize),
}

impl Chooser {
    pub(crate) fn new(spread: Spread, servers: &[ServerAddress]) -> Self {
        Self {
            spread,
            count: servers.len(),
            ring: Ring::of(servers),
            turn: AtomicUsize::new(0),
        }
    }

    /// The servers of each group, one group behind the other, and in each the one first that should
    /// get the job before the others.
    pub(crate) fn order(&self, job: &Submit, groups: [&[usize]; 2]) -> Vec<usize> {
        let choice = self.choice(job);
        let orders = groups.map(|group| match &choice {
            Choice::Listed(all) => among(all, group),
            Choice::Turn(turn) => in_turn(*turn, group),
        });
        orders.concat()
    }

    fn choice(&self, job: &Submit) -> Choice {
        let count = self.count;
        let unique = Some(job.unique.as_bytes()).filter(|unique| !unique.is_empty());
        match (self.spread, unique) {
            (Spread::AsLibgearman, _) => Choice::Listed((0..count).rev().collect()),
            (Spread::ByUnique, Some(unique)) => Choice::Listed(self.ring.order(unique)),
            (Spread::AsPerl, Some(unique)) => {
                let first = perl_hash(unique, &job.workload) % count;
                Choice::Listed(beginning_with(first, count))
            }
            (Spread::RoundRobin, _) | (Spread::ByUnique | Spread::AsPerl, None) => {
                Choice::Turn(self.turn.fetch_add(1, Ordering::Relaxed))
            }
        }
    }
}

fn among(all: &[usize], group: &[usize]) -> Vec<usize> {
    let is_in_group = |server: &usize| group.contains(server);
    all.iter().copied().filter(is_in_group).collect()
}

/// The turn goes around within the group: else the one behind a lost server would get the jobs of
/// both.
fn in_turn(turn: usize, group: &[usize]) -> Vec<usize> {
    let mut order = group.to_vec();
    if !order.is_empty() {
        order.rotate_left(turn % group.len());
    }
    order
}

fn beginning_with(first: usize, count: usize) -> Vec<usize> {
    (0..count).map(|step| (first + step) % count).collect()
}

/// Perl hashes the payload where `-` stands for it.
fn perl_hash(unique: &[u8], payload: &[u8]) -> usize {
    let hashed = if unique == b"-" { payload } else { unique };
    (crc32fast::hash(hashed) >> 16 & 0x7fff) as usize
}

#[cfg(test)]
mod tests;
