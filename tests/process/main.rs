//! `geartraind` as a process: what its starter, its terminal, its scripts and its scrapers see.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod background;
#[path = "../wire/support/certificates.rs"]
mod certificates;
mod clock;
mod config;
mod daemon;
mod http;
mod http_jobs;
mod limits;
mod log;
mod options;
mod peer;
mod reload;
mod service;
mod start;
mod stop;
mod store;
mod tls;
#[allow(dead_code, reason = "the wire tests need more of it")]
#[path = "../wire/support/tls.rs"]
mod tls_client;
mod wait;
