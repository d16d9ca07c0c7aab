//! What must happen somewhere in the worlds: a rule that no world ever touches is not tested.

use std::collections::BTreeSet;
use std::fmt::Debug;

use geartrain_dispatch::{Effect, Event, Input, Outcome, Reply};

use crate::history::{Call, Entry, History};

/// Every kind of thing, by the enum that it belongs to.
const KINDS: [(&str, &[&str]); 6] = [
    (
        "Call",
        &[
            "Able",
            "Ask",
            "Cancel",
            "CreateFunction",
            "Discard",
            "Disconnected",
            "DropFunction",
            "Finish",
            "ForgetAbilities",
            "Grab",
            "HalfClosed",
            "LimitQueue",
            "Report",
            "Restart",
            "SetClientId",
            "Sleep",
            "Status",
            "Submit",
            "Tick",
            "TurnAway",
            "Unable",
            "UniqueStatus",
            "WantExceptions",
        ],
    ),
    (
        "Reply",
        &[
            "Assigned",
            "Cancelled",
            "Complete",
            "Data",
            "Done",
            "Exception",
            "Failed",
            "JobCreated",
            "NoJob",
            "Noop",
            "Progress",
            "Status",
            "UniqueStatus",
            "Warning",
        ],
    ),
    (
        "Refused",
        &[
            "DataForUnknownJob",
            "ExceptionForUnknownJob",
            "FunctionInUse",
            "FunctionUnknown",
            "JobUnknown",
            "ProgressForUnknownJob",
            "QueueFull",
            "ResultForUnknownJob",
            "TooManyFunctions",
        ],
    ),
    (
        "Event",
        &["Buried", "Joined", "Returned", "Started", "Submitted"],
    ),
    (
        "Ended",
        &[
            "Abandoned",
            "Cancelled",
            "Completed",
            "Evicted",
            "Exhausted",
            "Failed",
        ],
    ),
    (
        "Other",
        &[
            "Added",
            "Bounded",
            "Done",
            "FunctionForgotten",
            "FunctionKept",
            "FunctionKnown",
            "Patched",
            "Swallowed",
        ],
    ),
];

/// What happened in some worlds.
#[derive(Default)]
pub(crate) struct Variety {
    seen: BTreeSet<(&'static str, String)>,
}

impl Variety {
    pub(crate) fn add(&mut self, history: &History) {
        for entry in history.entries() {
            self.seen.insert(("Call", kind_of_call(&entry.call)));
            self.seen.extend(entry.effects.iter().map(kind_of_effect));
            if is_swallowed(entry) {
                self.seen.insert(("Other", "Swallowed".to_owned()));
            }
        }
    }

    /// Kinds that did not happen.
    pub(crate) fn missing(&self) -> Vec<(&'static str, &'static str)> {
        let all = KINDS
            .iter()
            .flat_map(|(group, kinds)| kinds.iter().map(move |kind| (*group, *kind)));
        all.filter(|(group, kind)| !self.seen.contains(&(*group, (*kind).to_owned())))
            .collect()
    }
}

fn kind_of_call(call: &Call) -> String {
    match call {
        Call::Handle(_, input) => first_word(input),
        Call::Tick
        | Call::TurnAway(_)
        | Call::Discard(_)
        | Call::Restart(_)
        | Call::Tune(_)
        | Call::FollowWall(_) => first_word(call),
    }
}

fn kind_of_effect(effect: &Effect) -> (&'static str, String) {
    match effect {
        Effect::Send {
            reply: Reply::Refused(refusal),
            ..
        } => ("Refused", first_word(refusal)),
        Effect::Send { reply, .. } => ("Reply", first_word(reply)),
        Effect::Changed(change) => match &change.event {
            Event::Ended(reason) => ("Ended", first_word(reason)),
            event => ("Event", first_word(event)),
        },
        Effect::Record(record) => ("Other", first_word(record)),
        Effect::FunctionKnown { .. } | Effect::FunctionForgotten { .. } => {
            ("Other", first_word(effect))
        }
    }
}

/// A worker's failure after its exception leaves no other trace than this.
fn is_swallowed(entry: &Entry) -> bool {
    let is_failure = matches!(
        entry.call,
        Call::Handle(
            _,
            Input::Finish {
                outcome: Outcome::Fail,
                ..
            }
        )
    );
    is_failure && entry.effects.is_empty()
}

/// The name of a variant.
fn first_word(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    let word = text.split(|letter: char| !letter.is_alphanumeric()).next();
    word.unwrap_or_default().to_owned()
}
