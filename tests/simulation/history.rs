//! What was asked and what followed, kept for the reader of a failure.

use std::fmt::{self, Display, Formatter};

use geartrain_dispatch::{Effect, Input, JobId, Limits, PeerId, Record};

/// One call of the dispatcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// `handle`
    Handle(PeerId, Input),
    /// `tick`
    Tick,
    /// `turn_away`
    TurnAway(u64),
    /// `discard`: the store could not keep this job.
    Discard(JobId),
    /// The process died; a new dispatcher takes back what was kept, by `restore`.
    Restart(Vec<Record>),
    /// `tune`
    Tune(Limits),
    /// `follow_wall`
    FollowWall(i64),
}

/// One call, when it happened, and its effects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) at: u64,
    pub(crate) call: Call,
    pub(crate) effects: Vec<Effect>,
}

/// All calls of one world from its beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct History {
    entries: Vec<Entry>,
}

impl History {
    /// Notes a call before it is made, so that one that panics is seen too.
    pub(crate) fn begin(&mut self, at: u64, call: &Call) {
        self.entries.push(Entry {
            at,
            call: call.clone(),
            effects: Vec::new(),
        });
    }

    /// Notes what followed from the call that was begun last.
    pub(crate) fn finish(&mut self, effects: &[Effect]) -> &Entry {
        let entry = self.entries.last_mut().expect("a call was begun");
        entry.effects = effects.to_vec();
        entry
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Calls so far.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The last calls as lines of text.
    pub(crate) fn tail(&self, calls: usize) -> String {
        let first = self.entries.len().saturating_sub(calls);
        let lines = self.entries.iter().enumerate().skip(first);
        lines
            .map(|(number, entry)| format!("{number:5} {entry}"))
            .collect()
    }
}

impl Display for Entry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.call {
            Call::Handle(peer, input) => {
                writeln!(f, "{:>7} ms  peer {}: {input:?}", self.at, peer.0)?;
            }
            other => writeln!(f, "{:>7} ms  {other:?}", self.at)?,
        }
        self.effects.iter().try_for_each(|effect| match effect {
            Effect::Send { to, reply } => {
                writeln!(f, "                  -> peer {}: {reply:?}", to.0)
            }
            other => writeln!(f, "                  -- {other:?}"),
        })
    }
}
