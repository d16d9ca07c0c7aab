//! Packets in and out of one socket.

use std::io;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use geartrain_protocol::{Outgoing, Request, Response, ResponseDecoder};

use crate::limits::{READ_BYTES, UNSENT_BYTES_MAX};
use crate::socket::plain;
use crate::{ReadSide, ServerAddress, WriteSide, connect};

/// A connection whose two directions can be waited for at the same time.
#[derive(Debug)]
pub struct Link {
    /// What the server sends.
    pub reader: PacketReader,
    /// What goes to the server.
    pub writer: PacketWriter,
}

impl Link {
    /// Connects within `deadline`, in plain text; see [`Connector`](crate::Connector) for TLS.
    ///
    /// # Errors
    /// As [`connect`].
    pub async fn connect(server: &ServerAddress, deadline: Duration) -> io::Result<Self> {
        let (read, write) = plain(connect(server, deadline).await?);
        Ok(Self::over(read, write))
    }

    pub(crate) fn over(read: ReadSide, write: WriteSide) -> Self {
        Self {
            reader: PacketReader::new(read),
            writer: PacketWriter::new(write),
        }
    }
}

/// Cuts what arrives into responses.
#[derive(Debug)]
pub struct PacketReader {
    socket: ReadSide,
    buffer: BytesMut,
    decoder: ResponseDecoder,
}

impl PacketReader {
    fn new(socket: ReadSide) -> Self {
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
    socket: WriteSide,
    unsent: Outgoing,
    /// Something was written that TLS may keep back.
    is_kept_back: bool,
}

impl PacketWriter {
    fn new(socket: WriteSide) -> Self {
        Self {
            socket,
            unsent: Outgoing::default(),
            is_kept_back: false,
        }
    }

    /// Appends a request to what is to be written.
    pub fn push(&mut self, request: &Request) {
        self.unsent.push_request(request);
    }

    /// Something is to be written.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        self.unsent.has_remaining() || self.is_kept_back
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
        if self.unsent.has_remaining() {
            if self.socket.write_buf(&mut self.unsent).await? == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.is_kept_back = self.socket.keeps_back();
        }
        if self.is_kept_back && !self.unsent.has_remaining() {
            self.socket.flush().await?;
            self.is_kept_back = false;
        }
        Ok(())
    }
}
