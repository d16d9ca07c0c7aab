//! Workers that ask for a job and can wait for the answer.

use bytes::Bytes;
use geartrain_dispatch::{GrabKind, PeerId, Reply};

use super::{Rest, Shadow};

/// Questions that stay open at a time.
const ASKERS_MAX: usize = 64;

/// One open question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker {
    number: u64,
    peer: PeerId,
    kind: GrabKind,
}

impl Shadow {
    /// A worker waits for the answer only once for each job that it got, and only while there is
    /// none for it.
    pub(super) fn question(&mut self, peer: PeerId, kind: GrabKind) {
        let has_work = self.ready_functions(peer).next().is_some();
        if has_work || !self.peer(peer).may_wait || self.askers.len() >= ASKERS_MAX {
            return self.grab(peer, kind);
        }
        self.peer(peer).rest = Rest::Awake;
        self.peer(peer).is_quiet = false;
        self.asker_count += 1;
        self.askers.push(Asker {
            number: self.asker_count,
            peer,
            kind,
        });
    }

    /// Jobs of the function that became ready go to those who asked before, the first one first.
    pub(super) fn serve_askers(&mut self, function: &Bytes) {
        while let Some((job, _)) = self.first_of(function) {
            let mut askers = self.askers.iter();
            let able = askers.position(|asker| self.peers[&asker.peer].is_able(function));
            let Some(position) = able else {
                return;
            };
            let Asker { peer, kind, .. } = self.askers.remove(position);
            self.start(job, peer);
            let assignment = self.jobs[&job].assignment(job, kind);
            self.expect_reply(peer, Reply::Assigned(assignment));
        }
    }

    /// Answers keep their order: a worker that says something else gets the open one first.
    pub(super) fn stop_asking(&mut self, peer: PeerId) {
        if let Some(position) = self.askers.iter().position(|asker| asker.peer == peer) {
            self.askers.remove(position);
            self.answer_no(peer);
        }
    }

    pub(super) fn turn_away(&mut self, last: u64) {
        let first_left = self.askers.partition_point(|asker| asker.number <= last);
        let gone: Vec<Asker> = self.askers.drain(..first_left).collect();
        gone.iter().for_each(|asker| self.answer_no(asker.peer));
    }

    fn answer_no(&mut self, peer: PeerId) {
        self.peer(peer).may_wait = false;
        self.expect_reply(peer, Reply::NoJob);
    }
}
