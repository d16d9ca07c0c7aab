//! Servers that are killed, and what is left of what they acknowledged.
//!
//! The binaries are those that `cargo build --workspace` put beside the tests.

mod kill;
#[path = "../end_to_end/process.rs"]
#[expect(
    dead_code,
    reason = "shared with the end-to-end tests, which use all of it"
)]
mod process;
mod server;
mod toll;
