//! Who waits for a job: most often nobody or one, so that a queued job carries two words for it.

use crate::PeerId;

/// Peers that wait for one job, once for each submission.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Clients {
    /// Nobody.
    #[default]
    None,
    /// One submission.
    One(PeerId),
    /// Several submissions, in the order in which they came; boxed to keep the others small.
    #[expect(
        clippy::box_collection,
        reason = "a vector's three words would make each job larger"
    )]
    Many(Box<Vec<PeerId>>),
}

impl Clients {
    pub(crate) fn as_slice(&self) -> &[PeerId] {
        match self {
            Self::None => &[],
            Self::One(peer) => std::slice::from_ref(peer),
            Self::Many(peers) => peers,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn push(&mut self, peer: PeerId) {
        match self {
            Self::None => *self = Self::One(peer),
            Self::One(first) => *self = Self::Many(Box::new(vec![*first, peer])),
            Self::Many(peers) => peers.push(peer),
        }
    }

    /// Takes out all submissions of one peer.
    pub(crate) fn remove(&mut self, peer: PeerId) {
        match self {
            Self::None => {}
            Self::One(first) if *first == peer => *self = Self::None,
            Self::One(_) => {}
            Self::Many(peers) => peers.retain(|other| *other != peer),
        }
    }
}

#[cfg(test)]
mod tests;
