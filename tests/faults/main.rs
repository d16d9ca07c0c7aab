//! Servers that are killed and stopped, or lose their power, on disks that are full, broken, slow or
//! damaged, and what is left of what they acknowledged.
//!
//! The binaries are those that `cargo build --workspace` put beside the tests.

mod completion;
mod damage;
mod disk;
mod failing;
mod hanging;
mod kill;
mod peer;
mod power;
#[path = "../end_to_end/process.rs"]
#[expect(
    dead_code,
    reason = "shared with the end-to-end tests, which use all of it"
)]
mod process;
mod removed;
mod restoring;
mod server;
mod space;
mod stopped;
mod storm;
mod toll;
