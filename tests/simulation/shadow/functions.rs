//! How functions come and go.

use bytes::Bytes;
use geartrain_dispatch::{
    Effect, FunctionId, PeerId, QueueBound, Record, Refusal, Reply, Timestamp,
};

use super::{Job, Shadow};

/// A function that the dispatcher knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) id: FunctionId,
    /// An operator wants it to stay.
    pub(crate) is_by_hand: bool,
    /// Since when nobody needs it; `None`: somebody does.
    pub(crate) idle_since: Option<Timestamp>,
}

impl Shadow {
    pub(crate) fn jobs_of(&self, function: &[u8]) -> impl Iterator<Item = &Job> + Clone {
        self.jobs
            .values()
            .filter(move |job| job.function == function)
    }

    /// How many workers can run it.
    pub(crate) fn workers_of(&self, function: &[u8]) -> usize {
        self.peers
            .values()
            .filter(|peer| peer.is_able(function))
            .count()
    }

    fn is_in_use(&self, function: &[u8]) -> bool {
        self.workers_of(function) > 0 || self.jobs_of(function).next().is_some()
    }

    /// A function lives from the first time that somebody names it for work, if there is room. Its
    /// number is for the dispatcher to choose, but stands for one function at a time.
    pub(super) fn need_function(&mut self, name: &Bytes) -> bool {
        if self.functions.contains_key(name) {
            return true;
        }
        let has_room = self.functions.len() < self.config.functions_max;
        if has_room {
            self.know_function(name);
        }
        has_room
    }

    pub(super) fn know_function(&mut self, name: &Bytes) {
        let id = self.chosen_id(name);
        assert!(
            self.functions.values().all(|other| other.id != id),
            "functions: {id:?} is taken"
        );
        let function = Function {
            id,
            is_by_hand: false,
            idle_since: Some(self.now),
        };
        self.functions.insert(name.clone(), function);
        self.expect(Effect::FunctionKnown {
            function: id,
            name: name.clone(),
        });
    }

    fn chosen_id(&self, wanted: &Bytes) -> FunctionId {
        let chosen = self.seen.iter().find_map(|effect| match effect {
            Effect::FunctionKnown { function, name } if name == wanted => Some(*function),
            _ => None,
        });
        chosen.unwrap_or_else(|| panic!("functions: {wanted:?} was not made known"))
    }

    /// A function that nobody needs is forgotten after a while, which begins with the call in which
    /// the last need went.
    pub(super) fn note_needs(&mut self) {
        let names: Vec<Bytes> = self.functions.keys().cloned().collect();
        for name in names {
            let is_in_use = self.is_in_use(&name);
            let now = self.now;
            let function = self.functions.get_mut(&name).expect("it is in the list");
            if is_in_use || function.is_by_hand {
                function.idle_since = None;
            } else {
                function.idle_since.get_or_insert(now);
            }
        }
    }

    pub(super) fn forget_function(&mut self, name: &[u8]) {
        let function = self
            .functions
            .remove(name)
            .expect("only a known function is forgotten");
        self.expect(Effect::FunctionForgotten {
            function: function.id,
        });
    }

    pub(super) fn create_function(&mut self, from: PeerId, name: &Bytes) {
        if !self.need_function(name) {
            return self.expect_refusal(from, Refusal::TooManyFunctions);
        }
        self.functions
            .get_mut(name)
            .expect("it was just needed")
            .is_by_hand = true;
        self.expect_record(Record::FunctionKept {
            function: name.clone(),
            is_kept: true,
        });
        self.expect_reply(from, Reply::Done);
    }

    /// A function with jobs or workers cannot be dropped.
    pub(super) fn drop_function(&mut self, from: PeerId, name: &Bytes) {
        if !self.functions.contains_key(name) {
            return self.expect_refusal(from, Refusal::FunctionUnknown);
        }
        if self.is_in_use(name) {
            return self.expect_refusal(from, Refusal::FunctionInUse);
        }
        self.expect_record(Record::FunctionKept {
            function: name.clone(),
            is_kept: false,
        });
        self.forget_function(name);
        self.expect_reply(from, Reply::Done);
    }

    /// A bound holds for a name, whether the function lives or not. As many are kept as there may
    /// be functions.
    pub(super) fn limit_queue(&mut self, from: PeerId, name: &Bytes, bound: QueueBound) {
        let is_new = !self.bounds.contains_key(name);
        if is_new && self.bounds.len() >= self.config.functions_max {
            return self.expect_refusal(from, Refusal::TooManyFunctions);
        }
        match bound {
            QueueBound::Default => self.bounds.remove(name),
            QueueBound::Total(_) | QueueBound::PerClass(_) => {
                self.bounds.insert(name.clone(), bound)
            }
        };
        self.expect_record(Record::Bounded {
            function: name.clone(),
            bound,
        });
        self.expect_reply(from, Reply::Done);
    }
}
