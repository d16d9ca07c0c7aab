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

impl Chooser {
    pub(crate) fn new(spread: Spread, servers: &[ServerAddress]) -> Self {
        Self {
            spread,
            count: servers.len(),
            ring: Ring::of(servers),
            turn: AtomicUsize::new(0),
        }
    }

    /// All servers that are there, the one that should get the job first.
    pub(crate) fn order(&self, job: &Submit, is_there: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut order = self.order_of_all(job, &is_there);
        order.retain(|server| is_there(*server));
        order
    }

    fn order_of_all(&self, job: &Submit, is_there: impl Fn(usize) -> bool) -> Vec<usize> {
        let count = self.count;
        let unique = Some(job.unique.as_bytes()).filter(|unique| !unique.is_empty());
        match (self.spread, unique) {
            (Spread::AsLibgearman, _) => (0..count).rev().collect(),
            (Spread::ByUnique, Some(unique)) => self.ring.order(unique),
            (Spread::AsPerl, Some(unique)) => {
                beginning_with(perl_hash(unique, &job.workload) % count, count)
            }
            (Spread::RoundRobin, _) | (Spread::ByUnique | Spread::AsPerl, None) => {
                self.in_turn(is_there)
            }
        }
    }
}

impl Chooser {
    /// The turn goes around among those that are there: else the one behind a lost server would get
    /// the jobs of both.
    fn in_turn(&self, is_there: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut there: Vec<usize> = (0..self.count).filter(|server| is_there(*server)).collect();
        if !there.is_empty() {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            let first = turn % there.len();
            there.rotate_left(first);
        }
        there
    }
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
