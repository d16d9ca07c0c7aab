//! Half-closed peers behind TLS.
//!
//! TLS has its own way of saying "I send nothing more", the alert `close_notify`. A peer that says so
//! and leaves its TCP connection open still reads; a peer whose TCP stream ends is gone, whether it
//! said so before or not. No urgent byte is needed, and none would be safe: the one byte that goes
//! astray breaks every record behind it.

use std::io;

use tokio::net::TcpStream;
use tokio::task::yield_now;
use tokio_rustls::server::TlsStream;

use super::{Gone, Transport, probe_often, second_descriptor};

/// Bytes that are thrown away at a time.
const CHUNK_BYTES: usize = 4 * 1024;

impl Transport for TlsStream<TcpStream> {
    fn watch_reader(&self) -> io::Result<Gone> {
        let (tcp, _) = self.get_ref();
        probe_often(tcp)?;
        let watched = second_descriptor(tcp)?;
        Ok(Box::pin(async move { stream_end(&watched).await }))
    }
}

/// Waits until the TCP stream ends. What comes behind the alert means nothing.
async fn stream_end(stream: &TcpStream) {
    let mut chunk = [0; CHUNK_BYTES];
    while stream.readable().await.is_ok() {
        match stream.try_read(&mut chunk) {
            Ok(0) => return,
            Ok(_) => yield_now().await,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}
