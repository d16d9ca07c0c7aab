//! A socket to a server: addresses, connecting within a deadline, packets in both directions,
//! pauses between attempts.
//!
//! The libraries for clients and for workers stand on it; it decides nothing about jobs.

mod address;
mod backoff;
mod connect;
mod limits;
mod link;

pub use address::{AddressError, PORT_DEFAULT, ServerAddress};
pub use backoff::Backoff;
pub use connect::connect;
pub use link::{Link, PacketReader, PacketWriter};
