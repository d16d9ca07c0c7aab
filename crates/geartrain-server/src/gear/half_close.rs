//! Telling a peer that only stopped sending from one that is gone.
//!
//! Both look the same: the stream ends. A client that shut down its writing side
//! (`printf ... | nc -N`) still reads and must get its results; of a client that closed its socket,
//! or died, the queued jobs must disappear at once. TCP says which it was only in answer to new
//! data: a socket that nobody holds any more answers it with a reset.
//!
//! So one byte of *urgent* data is sent. A peer that still reads never sees it in its stream, since
//! sockets keep urgent data out of it unless told otherwise (`SO_OOBINLINE`), and the bytes before
//! and after it stay as they are. A peer that is gone answers with a reset, the socket reports an
//! error, and on one machine that takes well under a millisecond.
//!
//! Only a filter on the way that clears the urgent flag could bring the byte into the stream; so it is
//! sent only to a peer that stopped sending while a result is owed to it.
//!
//! The byte is sent once. A second one would push the first into the stream of a peer that has not
//! read up to it yet. What happens later is left to TCP keepalive, which is set to short intervals:
//! once the peer's system has forgotten a socket that was closed later (a minute on Linux), it
//! answers those with a reset, too. An empty or a keepalive packet cannot replace the byte: systems
//! acknowledge them for sockets that nobody holds.

mod tls;

use std::future::Future;
use std::io;
use std::os::fd::AsFd;
use std::pin::Pin;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, Interest};
use tokio::net::TcpStream;

/// Silence before, and time between, keepalive probes to a peer that only reads.
const KEEPALIVE: Duration = Duration::from_secs(10);

/// Probes without answer after which such a peer counts as gone.
const KEEPALIVE_PROBES: u32 = 3;

/// Ends when it is known that the peer reads nothing any more.
pub(crate) type Gone = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A byte stream to a peer.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    /// To be called when the peer stopped sending: finds out whether it still reads.
    ///
    /// # Errors
    /// When the stream is broken already.
    fn watch_reader(&self) -> io::Result<Gone>;
}

impl Transport for TcpStream {
    fn watch_reader(&self) -> io::Result<Gone> {
        let watched = watch_errors(self)?;
        probe_often(self)?;
        match SockRef::from(self).send_out_of_band(&[0]) {
            // No room to send: what fills it gets the same answer as the byte would.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(watched),
            sent => sent.map(|_| watched),
        }
    }
}

/// Has the system notice a peer that dies while it only reads.
fn probe_often(stream: &TcpStream) -> io::Result<()> {
    SockRef::from(stream).set_tcp_keepalive(
        &TcpKeepalive::new()
            .with_time(KEEPALIVE)
            .with_interval(KEEPALIVE)
            .with_retries(KEEPALIVE_PROBES),
    )
}

/// Waits for the socket's error state, which a reset sets; the stream itself reports only its end,
/// which has come already. A second descriptor lets the runtime watch for errors alone.
fn watch_errors(stream: &TcpStream) -> io::Result<Gone> {
    let watched = second_descriptor(stream)?;
    Ok(Box::pin(async move {
        // That the runtime ends is no news of the peer, but an end of watching all the same.
        let _ = watched.ready(Interest::ERROR).await;
    }))
}

fn second_descriptor(stream: &TcpStream) -> io::Result<TcpStream> {
    let socket = stream.as_fd().try_clone_to_owned()?;
    TcpStream::from_std(socket.into())
}

#[cfg(test)]
mod tests;
