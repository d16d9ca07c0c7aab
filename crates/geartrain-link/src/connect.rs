//! From an address to a socket.

use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::ServerAddress;
use crate::limits::{KEEPALIVE_IDLE, KEEPALIVE_INTERVAL};

/// Connects within `deadline`, name resolution included; all addresses of the host are tried.
///
/// # Errors
/// What the system says; [`io::ErrorKind::TimedOut`] when the deadline passes first.
pub async fn connect(server: &ServerAddress, deadline: Duration) -> io::Result<TcpStream> {
    let attempt = TcpStream::connect((server.host(), server.port()));
    let socket = timeout(deadline, attempt)
        .await
        .map_err(|_| no_answer(deadline))??;
    // Packets are gathered before they are written: waiting for more would only add delay.
    socket.set_nodelay(true)?;
    let keepalive = TcpKeepalive::new()
        .with_time(KEEPALIVE_IDLE)
        .with_interval(KEEPALIVE_INTERVAL);
    SockRef::from(&socket).set_tcp_keepalive(&keepalive)?;
    Ok(socket)
}

fn no_answer(deadline: Duration) -> io::Error {
    let text = format!("no answer within {deadline:?}");
    io::Error::new(io::ErrorKind::TimedOut, text)
}
