//! Gearman's protocol over sockets: listeners, connections, and the way from packets to the rules.

mod admin;
mod bind;
mod connection;
mod counted;
mod entrance;
mod half_close;
mod handles;
mod handshake;
mod linger;
mod listener;
mod log_limit;
mod message;
mod outbox;
mod payload;
mod promise;
mod schedule;
mod shared;
mod translate;
mod workbench;

pub use bind::ListenError;
pub use handles::HANDLE_PREFIX_BYTES_MAX;

pub(crate) use entrance::{Doorway, Entrance, bind, bind_http};
pub(crate) use handles::Handles;
pub(crate) use listener::{Gate, prepare};
pub(crate) use log_limit::LogLimit;
pub(crate) use message::Message;
pub(crate) use outbox::{Order, Outbox};
pub(crate) use promise::{Promise, not_kept, not_kept_line};
pub(crate) use shared::{Latest, Shared};
