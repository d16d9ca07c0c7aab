//! `geartraind` and `geartrain` as processes, and the two libraries, doing their job together.
//!
//! The binaries are those that `cargo build --workspace` put beside the tests. With
//! `GEARTRAIN_TEST_SERVER=gearmand` the same tests run against the `gearmand` on `PATH`.

mod background;
mod bench;
#[path = "../wire/support/certificates.rs"]
mod certificates;
mod encrypted;
mod encrypted_command;
mod examples;
mod failures;
mod fleets;
mod foreground;
mod libraries;
mod listings;
mod load;
mod process;
mod rendezvous;
mod server;
mod stops;
mod stores;
mod tools;
mod top;
mod traces;
