//! `geartraind` as a process: what its starter, its terminal, its scripts and its scrapers see.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod background;
mod daemon;
mod http;
mod limits;
mod log;
mod options;
mod start;
mod stop;
mod wait;
