//! The two directions of a socket, in plain text or in TLS.

use std::io;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio_rustls::client::TlsStream;

/// What the server sends.
#[derive(Debug)]
pub struct ReadSide(Read);

/// What goes to the server.
#[derive(Debug)]
pub struct WriteSide(Write);

#[derive(Debug)]
enum Read {
    Plain(OwnedReadHalf),
    Tls(ReadHalf<TlsStream<TcpStream>>),
}

#[derive(Debug)]
enum Write {
    Plain(OwnedWriteHalf),
    Tls(WriteHalf<TlsStream<TcpStream>>),
}

pub(crate) fn plain(socket: TcpStream) -> (ReadSide, WriteSide) {
    let (read, write) = socket.into_split();
    (ReadSide(Read::Plain(read)), WriteSide(Write::Plain(write)))
}

pub(crate) fn encrypted(stream: TlsStream<TcpStream>) -> (ReadSide, WriteSide) {
    let (read, write) = tokio::io::split(stream);
    (ReadSide(Read::Tls(read)), WriteSide(Write::Tls(write)))
}

impl ReadSide {
    /// Reads what has come into `buffer`; 0 when the server has closed the connection. Dropping
    /// the future loses nothing.
    ///
    /// # Errors
    /// When the connection ended.
    pub async fn read_buf(&mut self, buffer: &mut BytesMut) -> io::Result<usize> {
        match &mut self.0 {
            Read::Plain(socket) => socket.read_buf(buffer).await,
            Read::Tls(stream) => stream.read_buf(buffer).await,
        }
    }
}

impl WriteSide {
    /// Writes as much of `bytes` as the system takes at once. With TLS that much may still be on
    /// its way until [`flush`](Self::flush). Dropping the future loses nothing.
    ///
    /// # Errors
    /// When the connection ended.
    pub async fn write_buf(&mut self, bytes: &mut impl Buf) -> io::Result<usize> {
        match &mut self.0 {
            Write::Plain(socket) => socket.write_buf(bytes).await,
            Write::Tls(stream) => stream.write_buf(bytes).await,
        }
    }

    /// Hands everything to the system. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When the connection ended.
    pub async fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Write::Plain(socket) => socket.flush().await,
            Write::Tls(stream) => stream.flush().await,
        }
    }

    /// What was written may be kept back until it is flushed.
    pub(crate) fn keeps_back(&self) -> bool {
        matches!(self.0, Write::Tls(_))
    }
}
