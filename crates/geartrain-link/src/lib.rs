//! A socket to a server: addresses, connecting within a deadline, packets in both directions,
//! pauses between attempts.
//!
//! The libraries for clients and for workers stand on it; it decides nothing about jobs.

mod address;
mod backoff;
mod connect;
mod connector;
pub mod envelope;
mod limits;
mod link;
mod socket;
mod tls;

pub use address::{AddressError, PORT_DEFAULT, ServerAddress};
pub use backoff::Backoff;
pub use connect::connect;
pub use connector::Connector;
pub use link::{Link, PacketReader, PacketWriter};
pub use socket::{ReadSide, WriteSide};
pub use tls::{Tls, TlsError};
