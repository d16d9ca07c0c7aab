//! Packets in and out of one socket.

use std::io;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use geartrain_protocol::{Outgoing, Request, Response, ResponseDecoder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::limits::{READ_BYTES, UNSENT_BYTES_MAX};
use crate::{ServerAddress, connect};

/// A connection whose two directions can be waited for at the same time.
#[derive(Debug)]
pub struct Link {
    /// What the server sends.
    pub reader: PacketReader,
    /// What goes to the server.
    pub writer: PacketWriter,
}

impl Link {
    /// Connects within `deadline`.
    ///
    /// # Errors
    /// As [`connect`].
    pub async fn connect(server: &ServerAddress, deadline: Duration) -> io::Result<Self> {
        let (reader, writer) = connect(server, deadline).await?.into_split();
        Ok(Self {
            reader: PacketReader::new(reader),
            writer: PacketWriter::new(writer),
        })
    }
}

/// Cuts what arrives into responses.
#[derive(Debug)]
pub struct PacketReader {
    socket: OwnedReadHalf,
    buffer: BytesMut,
    decoder: ResponseDecoder,
}

impl PacketReader {
    fn new(socket: OwnedReadHalf) -> Self {
        Self {
            socket,
            buffer: BytesMut::new(),
            decoder: ResponseDecoder::default(),
        }
    }

    /// Waits for the next response. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When the connection ended or what arrived is no response.
    pub async fn next(&mut self) -> io::Result<Response> {
        loop {
            if let Some(response) = self.next_here()? {
                return Ok(response);
            }
            self.buffer.reserve(READ_BYTES);
            if self.socket.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    "the server closed the connection",
                ));
            }
        }
    }

    /// The next response if it has arrived completely.
    ///
    /// # Errors
    /// When what arrived is no response.
    pub fn next_here(&mut self) -> io::Result<Option<Response>> {
        self.decoder
            .decode(&mut self.buffer)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}

/// Gathers requests and writes them.
#[derive(Debug)]
pub struct PacketWriter {
    socket: OwnedWriteHalf,
    unsent: Outgoing,
}

impl PacketWriter {
    fn new(socket: OwnedWriteHalf) -> Self {
        Self {
            socket,
            unsent: Outgoing::default(),
        }
    }

    /// Appends a request to what is to be written.
    pub fn push(&mut self, request: &Request) {
        self.unsent.push_request(request);
    }

    /// Something is to be written.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        self.unsent.has_remaining()
    }

    /// So much is to be written that the sender should wait.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.unsent.remaining() >= UNSENT_BYTES_MAX
    }

    /// Writes as much as the system takes at once. Dropping the future loses nothing.
    ///
    /// # Errors
    /// When the connection ended.
    pub async fn write_some(&mut self) -> io::Result<()> {
        match self.socket.write_buf(&mut self.unsent).await? {
            0 if self.has_unsent() => Err(io::ErrorKind::WriteZero.into()),
            _ => Ok(()),
        }
    }
}
