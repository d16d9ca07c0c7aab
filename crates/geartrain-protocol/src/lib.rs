//! The Gearman protocol without IO: binary packets, admin lines, limits.
//!
//! A server cuts its input with [`RequestDecoder`], a client with [`ResponseDecoder`]; both write
//! through [`Outgoing`].

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
