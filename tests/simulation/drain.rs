//! The end of a world: all faults stop, healthy workers come, and everything must end.

use bytes::Bytes;
use geartrain_dispatch::{Input, JobId, PeerId};

use crate::history::Call;
use crate::peer::{Peer, Role};
use crate::world::World;

/// Calls within which a world must come to rest. A few hundred do in practice.
const REST_CALLS_MAX: usize = 20_000;

impl World {
    /// Lets everything come to its end and checks that nothing is left.
    ///
    /// # Panics
    /// When something is left, naming it.
    pub(crate) fn drain(&mut self) {
        self.disasters_per_mille = 0;
        self.watched.store.mend();
        self.dismiss(|role| role != Role::Client);
        self.agenda.drop_plans();
        self.go_on_while(|world| world.agenda.next_at().is_some());
        for _ in 0..3 {
            self.enter(Peer::healthy_worker());
        }
        self.come_to_rest();
        self.assert_all_served();
        self.dismiss(|_| true);
        self.come_to_rest();
        self.clear_by_hand();
        self.assert_nothing_left();
    }

    /// Peers of these roles leave.
    fn dismiss(&mut self, is_meant: impl Fn(Role) -> bool) {
        let leaving = self.peers.iter().filter(|(_, peer)| is_meant(peer.role));
        let leaving: Vec<PeerId> = leaving.map(|(id, _)| *id).collect();
        leaving.into_iter().for_each(|id| self.leave(id));
    }

    /// Goes on until nothing is on its way, planned or due.
    fn come_to_rest(&mut self) {
        self.go_on_while(Self::is_moving);
    }

    fn is_moving(&self) -> bool {
        self.agenda.next_at().is_some() || self.has_timer() || self.has_askers()
    }

    fn go_on_while(&mut self, goes_on: impl Fn(&Self) -> bool) {
        let first = self.watched.history.len();
        while goes_on(self) {
            self.step();
            let calls = self.watched.history.len() - first;
            assert!(
                calls < REST_CALLS_MAX,
                "drain: the world does not come to rest"
            );
        }
    }

    /// Every client got what it was owed, and only buried jobs are left.
    fn assert_all_served(&self) {
        self.peers.values().for_each(Peer::assert_satisfied);
        let view = self.watched.dispatcher.view();
        let left = view.jobs().find(|job| !job.is_buried);
        assert_eq!(left, None, "drain: a job is left among healthy workers");
    }

    /// What only an operator can clear: buried jobs, and functions created by hand.
    fn clear_by_hand(&mut self) {
        let operator = self.new_peer_id();
        let view = self.watched.dispatcher.view();
        let jobs: Vec<JobId> = view.jobs().map(|job| job.id).collect();
        let functions = view
            .functions()
            .map(|function| Bytes::copy_from_slice(function.name));
        let functions: Vec<Bytes> = functions.collect();
        for job in jobs {
            self.call(&Call::Handle(operator, Input::Cancel { job }));
        }
        for function in functions {
            self.call(&Call::Handle(operator, Input::DropFunction { function }));
        }
        self.call(&Call::Handle(operator, Input::Disconnected));
    }

    fn assert_nothing_left(&self) {
        let dispatcher = &self.watched.dispatcher;
        let view = dispatcher.view();
        assert_eq!(
            view.jobs().next(),
            None,
            "leaks: a job is left in an empty world"
        );
        assert_eq!(
            view.functions().next(),
            None,
            "leaks: a function is left in an empty world"
        );
        assert_eq!(
            dispatcher.next_deadline(),
            None,
            "leaks: a deadline is left in an empty world"
        );
        let left = self.peer_ids().find(|peer| view.peer(*peer).is_some());
        assert_eq!(left, None, "leaks: a peer is left in an empty world");
    }
}
