//! What all transcripts are written with.

pub(crate) mod certificates;
mod compared;
mod errors;
mod gearmand;
pub(crate) mod http;
pub(crate) mod http_site;
mod packets;
mod patience;
mod peer;
mod server;
mod text;
pub(crate) mod tls;

pub(crate) use compared::{DIFFERENCE, LEFT_OUT, OTHER_SERVER, differs};
pub(crate) use errors::*;
pub(crate) use packets::*;
pub(crate) use peer::{Peer, eventually};
pub(crate) use server::{TestServer, config};
pub(crate) use text::Text;
