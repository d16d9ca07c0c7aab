//! Packets to inputs of the dispatcher, and its replies to packets: the one place that knows both.

mod reply;
mod request;

pub(crate) use reply::Replies;
pub(crate) use request::{Requests, refusal};
