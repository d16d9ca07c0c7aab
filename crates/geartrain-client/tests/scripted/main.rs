//! The client against servers that follow a script.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "a test says what it expects"
)]

mod hung_server;
mod one_server;
#[path = "../../../geartrain-link/testing/peer.rs"]
mod peer;
mod recovery;
mod several_servers;
