//! The ring on which libgearman 2.2 and later finds the server of a unique.
//!
//! Each server has sixteen points on a circle of 32-bit numbers: four MD5 digests, of
//! `host:port-0` to `host:port-3` as the program wrote the host, each read as four little-endian
//! numbers. A unique belongs to the server with the first point at or after the first number of
//! its own digest.

use geartrain_link::ServerAddress;
use md5::{Digest, Md5};

/// Digests that each server puts on the ring.
const DIGESTS: u32 = 4;

/// Points in their order, each with the place of its server in the list.
#[derive(Debug)]
pub(crate) struct Ring(Vec<(u32, usize)>);

impl Ring {
    pub(crate) fn of(servers: &[ServerAddress]) -> Self {
        let points = servers.iter().enumerate().flat_map(|(place, server)| {
            (0..DIGESTS).flat_map(move |digest| {
                let (host, port) = (server.host(), server.port());
                let numbers = numbers(format!("{host}:{port}-{digest}").as_bytes());
                numbers.map(|number| (number, place))
            })
        });
        let mut points: Vec<(u32, usize)> = points.collect();
        points.sort_unstable();
        Self(points)
    }

    /// All servers for a unique, the first one first. libgearman goes on from a server that is not
    /// there at that server's own first point, and does not remember those before it; what it
    /// finds only in a circle, or never, comes at the end in the order of the ring.
    pub(crate) fn order(&self, unique: &[u8]) -> Vec<usize> {
        let [hash, ..] = numbers(unique);
        let start = self.0.partition_point(|(point, _)| *point < hash);
        let mut order = Vec::new();
        let mut next = self.from(start).next();
        while let Some(server) = next.filter(|server| !order.contains(server)) {
            order.push(server);
            next = self.after(server);
        }
        for server in self.from(start) {
            if !order.contains(&server) {
                order.push(server);
            }
        }
        order
    }

    /// The server that follows the first point of this one.
    fn after(&self, server: usize) -> Option<usize> {
        let first = self.0.iter().position(|(_, of)| *of == server)?;
        self.from(first + 1).find(|other| *other != server)
    }

    /// Once around, from this point on.
    fn from(&self, start: usize) -> impl Iterator<Item = usize> {
        let (before, behind) = self.0.split_at(start.min(self.0.len()));
        behind.iter().chain(before).map(|(_, server)| *server)
    }
}

/// A digest as four numbers.
fn numbers(text: &[u8]) -> [u32; 4] {
    let digest = u128::from_le_bytes(Md5::digest(text).into());
    [0, 32, 64, 96].map(|shift| low_bits(digest >> shift))
}

#[expect(clippy::cast_possible_truncation, reason = "these bits are wanted")]
fn low_bits(number: u128) -> u32 {
    number as u32
}
