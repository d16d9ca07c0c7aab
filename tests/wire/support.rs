//! What all transcripts are written with.

pub(crate) mod certificates;
pub(crate) mod http;
mod packets;
mod peer;
mod server;
pub(crate) mod tls;

pub(crate) use packets::*;
pub(crate) use peer::{Peer, eventually};
pub(crate) use server::{TestServer, config};
