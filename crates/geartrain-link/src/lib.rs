//! A socket to a server: addresses, connecting within a deadline, packets in both directions,
//! pauses between attempts.
//!
//! The libraries for clients and for workers stand on it; it decides nothing about jobs.
//!
//! ```no_run
//! use std::time::Duration;
//! use bytes::Bytes;
//! use geartrain_link::{Connector, Link};
//! use geartrain_protocol::Request;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let connector = Connector { deadline: Duration::from_secs(5), tls: None };
//! let Link { mut reader, mut writer } = connector.link(&"localhost:4730".parse()?).await?;
//! writer.push(&Request::Echo { payload: Bytes::from_static(b"hello") });
//! while writer.has_unsent() {
//!     writer.write_some().await?;
//! }
//! println!("{:?}", reader.next().await?);
//! # Ok(())
//! # }
//! ```

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
