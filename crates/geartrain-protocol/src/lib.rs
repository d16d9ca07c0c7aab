//! The Gearman protocol without IO: binary packets, admin lines, limits.
//!
//! A server cuts what it reads with [`RequestDecoder`]; requests and admin lines may be mixed on
//! one connection. A client or worker reads with [`ResponseDecoder`]. Both write through
//! [`Outgoing`]. Answers to admin lines are written by [`admin::answer`].
//!
//! ```
//! use bytes::{Buf, Bytes, BytesMut};
//! use geartrain_protocol::{FunctionName, Incoming, Outgoing, Request, RequestDecoder};
//!
//! let function = FunctionName::new(Bytes::from_static(b"resize"))?;
//! let request = Request::CanDo { function };
//!
//! let mut outgoing = Outgoing::default();
//! outgoing.push_request(&request);
//! let sent = outgoing.copy_to_bytes(outgoing.remaining());
//! assert_eq!(&sent[..], b"\0REQ\0\0\0\x01\0\0\0\x06resize");
//!
//! let mut received = BytesMut::from(&sent[..]);
//! let incoming = RequestDecoder::default().decode(&mut received)?;
//! assert_eq!(incoming, Some(Incoming::Request(request)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Three kinds of bad input are kept apart: a [`Refusal`] is answered with `ERROR` and the next
//! packet is read; an [`admin::AdminError`] is answered with an `ERR` line; after a
//! [`StreamError`] nothing that follows can be trusted, and the connection is closed.
//!
//! # How to read this crate
//!
//! - What is said: `request.rs`, `response.rs`, `admin.rs`; what it is made of: `names.rs`,
//!   `schedule.rs`, `limits.rs`.
//! - From bytes: `packet.rs` cuts frames, `fields.rs` cuts bodies, `decode/` has a table per
//!   direction that names the fields of every packet, `incoming.rs` and `response_decoder.rs` are
//!   the doors.
//! - To bytes: `encode/` has a table per direction, `outgoing.rs` gathers and shares.
//! - Admin text: `admin/parse.rs` reads lines, `admin/answer.rs` writes them.
//! - What holds for all input: `tests/properties/`, and under `fuzz/` a target per decoder, which
//!   `cargo +nightly fuzz run requests` runs from this crate's folder.

pub mod admin;
mod decode;
mod encode;
mod fields;
mod incoming;
pub mod limits;
mod names;
mod outgoing;
mod packet;
mod packet_type;
mod refusal;
mod request;
mod response;
mod response_decoder;
mod schedule;
mod stream_error;

pub use encode::{AssignParts, Responses};
pub use incoming::{Incoming, RequestDecoder};
pub use names::{ClientId, FunctionName, Handle, NameError, UniqueKey};
pub use outgoing::Outgoing;
pub use packet_type::PacketType;
pub use refusal::Refusal;
pub use request::{Reducer, Request, Start, Submit, SubmitMode, SubmitPriority};
pub use response::{JobAssign, Response, StatusFields};
pub use response_decoder::ResponseDecoder;
pub use schedule::CronFields;
pub use stream_error::StreamError;
