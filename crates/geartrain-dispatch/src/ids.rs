//! Names for the things that the dispatcher keeps apart.
//!
//! Ids of peers and jobs come from counters and are never used twice, so a late message about
//! something that is gone cannot hit its successor.

/// A connection, or another party that submits, works or asks.
///
/// The caller counts them; a number must not be used again after
/// [`Input::Disconnected`](crate::Input::Disconnected).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u64);

/// A job: the number behind its handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// A function that the dispatcher knows at the moment.
///
/// Stands for the name while the function lives: from
/// [`Effect::FunctionKnown`](crate::Effect::FunctionKnown) to
/// [`Effect::FunctionForgotten`](crate::Effect::FunctionForgotten).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionId(pub u32);
