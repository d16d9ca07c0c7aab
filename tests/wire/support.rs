//! What all transcripts are written with.

mod packets;
mod peer;
mod server;

pub(crate) use packets::*;
pub(crate) use peer::{Peer, eventually};
pub(crate) use server::{TestServer, config};
