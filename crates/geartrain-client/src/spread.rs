//! Which of several servers gets a job.
//!
//! A unique makes two submissions one job only where they meet, so clients that share uniques have
//! to choose the same server. Libraries differ in how they choose; a mixed fleet needs the way of
//! its other members.

use std::sync::atomic::{AtomicUsize, Ordering};

use geartrain_protocol::Submit;

/// How jobs are spread over several servers. A server that cannot be reached is left out until it
/// is back; its jobs go to the next one in the order that each way says.
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
    /// So does libgearman, and with it the PHP extension and whatever else is built on it: it has
    /// no ring. Further servers are a reserve.
    #[default]
    AsLibgearman,
    /// By a hash of the unique; jobs without one in turn. A server that comes or goes moves only
    /// the uniques that were its own. The order in which servers are given means nothing, but
    /// their addresses have to be written alike everywhere.
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
    /// A number for each server, from its address.
    servers: Vec<u64>,
    turn: AtomicUsize,
}

impl Chooser {
    pub(crate) fn new<'a>(spread: Spread, servers: impl Iterator<Item = &'a str>) -> Self {
        Self {
            spread,
            servers: servers.map(|address| hash(address.as_bytes())).collect(),
            turn: AtomicUsize::new(0),
        }
    }

    /// All servers, the one that should get the job first.
    pub(crate) fn order(&self, job: &Submit) -> Vec<usize> {
        let count = self.servers.len();
        if count == 1 {
            return vec![0];
        }
        match (self.spread, sameness(job)) {
            (Spread::AsLibgearman, _) => (0..count).rev().collect(),
            (Spread::ByUnique, Some(unique)) => self.by_weight(unique),
            (Spread::AsPerl, Some(unique)) => beginning_with(perl_hash(unique) % count, count),
            (Spread::RoundRobin, _) | (Spread::ByUnique | Spread::AsPerl, None) => {
                beginning_with(self.turn.fetch_add(1, Ordering::Relaxed) % count, count)
            }
        }
    }

    /// Each server weighs its own hash together with the unique's, and the heaviest is the first:
    /// without it, all others keep their weight and so their order.
    fn by_weight(&self, unique: &[u8]) -> Vec<usize> {
        let unique = hash(unique);
        let weight = |index: &usize| mix(self.servers[*index] ^ unique.rotate_left(32));
        let mut order: Vec<usize> = (0..self.servers.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse((weight(index), self.servers[*index])));
        order
    }
}

fn beginning_with(first: usize, count: usize) -> Vec<usize> {
    (0..count).map(|step| (first + step) % count).collect()
}

/// What makes the job the same as another one: `-` stands for the payload.
fn sameness(job: &Submit) -> Option<&[u8]> {
    let key: &[u8] = match job.unique.as_bytes() {
        b"-" => &job.workload,
        unique => unique,
    };
    Some(key).filter(|key| !key.is_empty())
}

fn perl_hash(unique: &[u8]) -> usize {
    (crc32fast::hash(unique) >> 16 & 0x7fff) as usize
}

/// FNV-1a, 64 bits: the same on all machines and in all versions, since servers are chosen by it.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Spreads a difference in any bit over all of them (the end of the generator `SplitMix64`).
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The address as people write it may differ from place to place in its case.
pub(crate) fn name_of(server: &geartrain_link::ServerAddress) -> String {
    server.to_string().to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
