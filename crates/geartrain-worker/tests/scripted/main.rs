//! The worker against servers that follow a script.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "a test says what it expects"
)]

mod handlers;
mod one_server;
mod packets;
#[path = "../../../geartrain-link/testing/peer.rs"]
mod peer;
mod several_servers;
