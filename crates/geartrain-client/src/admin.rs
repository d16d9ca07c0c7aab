//! The admin text protocol: a line out, lines back.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use geartrain_link::{Connector, ReadSide, ServerAddress, Tls, WriteSide};
use tokio::time::timeout;

use crate::Error;
use crate::limits::{ADMIN_ANSWER_BYTES_MAX, CONNECT_DEADLINE, SUBMIT_DEADLINE};

/// A connection for admin commands.
///
/// ```no_run
/// use geartrain_client::Admin;
///
/// # async fn example() -> Result<(), geartrain_client::Error> {
/// let mut admin = Admin::connect("localhost:4730").await?;
/// for function in admin.status().await? {
///     println!("{:?}: {} jobs, {} workers", function.function, function.total, function.workers);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Admin {
    reader: ReadSide,
    writer: WriteSide,
    server: ServerAddress,
    deadline: Duration,
}

/// One line of the `status` command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionStatus {
    /// The function; names need not be text.
    pub function: Bytes,
    /// Jobs that wait or run.
    pub total: u64,
    /// Jobs that run.
    pub running: u64,
    /// Workers that are able to run it.
    pub workers: u64,
}

impl Admin {
    /// Connects to `host`, `host:port` or `[IPv6]:port`.
    ///
    /// # Errors
    /// [`Error::Address`] and [`Error::NotConnected`].
    pub async fn connect(server: impl AsRef<str>) -> Result<Self, Error> {
        Self::open(server.as_ref(), None).await
    }

    /// Connects with TLS.
    ///
    /// # Errors
    /// [`Error::Address`] and [`Error::NotConnected`].
    pub async fn connect_tls(server: impl AsRef<str>, tls: Tls) -> Result<Self, Error> {
        Self::open(server.as_ref(), Some(tls)).await
    }

    async fn open(server: &str, tls: Option<Tls>) -> Result<Self, Error> {
        let server: ServerAddress = server.parse()?;
        let deadline = CONNECT_DEADLINE;
        match (Connector { deadline, tls }).open(&server).await {
            Ok((reader, writer)) => Ok(Self {
                reader,
                writer,
                server,
                deadline: SUBMIT_DEADLINE,
            }),
            Err(reason) => Err(Error::NotConnected {
                server: server.to_string(),
                reason: Arc::new(reason),
            }),
        }
    }

    /// All functions that the server knows.
    ///
    /// # Errors
    /// When there is no answer, or none that can be read.
    pub async fn status(&mut self) -> Result<Vec<FunctionStatus>, Error> {
        let answer = self.command("status").await?;
        answer
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty() && *line != b".")
            .map(|line| FunctionStatus::read(line).ok_or_else(|| self.unreadable(line)))
            .collect()
    }

    /// Sends one line and returns the answer as it came, its ends of lines and a closing `.`
    /// included.
    ///
    /// # Errors
    /// When there is no answer, or `line` holds an end of line.
    pub async fn command(&mut self, line: &str) -> Result<Bytes, Error> {
        if line.contains(['\n', '\r', '\0']) {
            return Err(Error::Unsupported("an admin command is a single line"));
        }
        let deadline = self.deadline;
        match timeout(deadline, self.exchange(line)).await {
            Ok(answer) => answer.map_err(|reason| self.lost(reason)),
            Err(_) => Err(Error::TimedOut {
                attempt: "an admin command",
                deadline,
            }),
        }
    }

    async fn exchange(&mut self, line: &str) -> io::Result<Bytes> {
        let mut request = Bytes::from(format!("{line}\n"));
        while request.has_remaining() {
            self.writer.write_buf(&mut request).await?;
        }
        self.writer.flush().await?;
        let mut answer = BytesMut::new();
        while !is_complete(line, &answer) {
            if answer.len() > ADMIN_ANSWER_BYTES_MAX {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "the answer has no end",
                ));
            }
            if self.reader.read_buf(&mut answer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(answer.freeze())
    }

    fn lost(&self, reason: io::Error) -> Error {
        Error::ConnectionLost {
            server: self.server.to_string(),
            reason: Arc::new(reason),
        }
    }

    fn unreadable(&self, line: &[u8]) -> Error {
        let text = format!("unreadable status line `{}`", line.escape_ascii());
        self.lost(io::Error::new(io::ErrorKind::InvalidData, text))
    }
}

/// Lists end with a line that holds a dot; an error in place of a list and every other answer are
/// one line.
fn is_complete(line: &str, answer: &[u8]) -> bool {
    if !is_list(line) || answer.starts_with(b"ERR ") {
        return answer.ends_with(b"\n");
    }
    answer.ends_with(b"\n.\n")
        || answer.ends_with(b"\n.\r\n")
        || answer == b".\n"
        || answer == b".\r\n"
}

fn is_list(line: &str) -> bool {
    let words: Vec<String> = line
        .split_whitespace()
        .map(str::to_ascii_lowercase)
        .collect();
    match words.first().map(String::as_str) {
        Some("status" | "prioritystatus" | "workers") => true,
        Some("show") => words.last().is_some_and(|last| last == "jobs"),
        _ => false,
    }
}

impl FunctionStatus {
    /// Reads `function TAB total TAB running TAB workers`. From the right, since a name may hold
    /// a tab.
    fn read(line: &[u8]) -> Option<Self> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut fields = line.rsplitn(4, |byte| *byte == b'\t');
        let workers = read_number(fields.next()?)?;
        let running = read_number(fields.next()?)?;
        let total = read_number(fields.next()?)?;
        let function = Bytes::copy_from_slice(fields.next()?);
        Some(Self {
            function,
            total,
            running,
            workers,
        })
    }
}

fn read_number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests;
