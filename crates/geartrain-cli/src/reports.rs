//! How far a command says that it is.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::os::fd::OwnedFd;

use command_fds::CommandFdExt;
use command_fds::FdMapping;
use geartrain_worker::JobContext;
use tokio::net::unix::pipe::Receiver;
use tokio::process::Command;

use crate::limits::REPORTS_BYTES;

/// The end of the pipe that the command finds; the first after the standard ones, since a shell's
/// `>&` takes no more than one digit.
const DESCRIPTOR: i32 = 3;

/// What a command writes to the descriptor that `GEARTRAIN_PROGRESS` names.
#[derive(Debug)]
pub(crate) struct Reports {
    pipe: Receiver,
    /// What was read and not passed on yet.
    text: Vec<u8>,
}

impl Reports {
    /// Gives the command its end of a new pipe.
    pub(crate) fn of(command: &mut Command) -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        let mapping = FdMapping {
            parent_fd: OwnedFd::from(writer),
            child_fd: DESCRIPTOR,
        };
        command
            .env("GEARTRAIN_PROGRESS", DESCRIPTOR.to_string())
            .fd_mappings(vec![mapping])
            .map_err(io::Error::other)?;
        Ok(Self {
            pipe: Receiver::from_owned_fd(OwnedFd::from(reader))?,
            text: Vec::new(),
        })
    }

    /// Passes each report on to the client, for ever: what ends is the command. Dropping the future
    /// loses nothing that is not passed on by [`Self::pass_on_rest`].
    pub(crate) async fn pass_on(&mut self, job: &JobContext) -> Infallible {
        while self.pipe.readable().await.is_ok() && self.read() {
            self.tell_lines(job).await;
        }
        self.tell_lines(job).await;
        pending().await
    }

    /// Passes on what the command has left in the pipe.
    pub(crate) async fn pass_on_rest(&mut self, job: &JobContext) {
        self.read();
        self.tell_lines(job).await;
    }

    /// Reads what is there; false when there will be no more.
    fn read(&mut self) -> bool {
        let mut buffer = [0; REPORTS_BYTES];
        match self.pipe.try_read(&mut buffer) {
            Ok(count) => {
                self.text.extend_from_slice(&buffer[..count]);
                count > 0
            }
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
        }
    }

    async fn tell_lines(&mut self, job: &JobContext) {
        while let Some(end) = self.text.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.text.drain(..=end).collect();
            tell(line.trim_ascii_end(), job).await;
        }
        if self.text.len() > REPORTS_BYTES {
            self.text.clear();
        }
    }
}

async fn tell(line: &[u8], job: &JobContext) {
    match read(line) {
        Some((numerator, denominator)) => job.progress(numerator, denominator).await,
        None => {
            let line = line.escape_ascii();
            tracing::warn!(%line, "no progress of the form 3/10");
        }
    }
}

/// Reads `3/10`, also with blanks; a number alone is taken for percent.
fn read(line: &[u8]) -> Option<(u64, u64)> {
    let text = std::str::from_utf8(line).ok()?.trim();
    let text = text.strip_suffix('%').unwrap_or(text);
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "100"));
    Some((
        numerator.trim().parse().ok()?,
        denominator.trim().parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_report_is_a_fraction_or_percent() {
        assert_eq!(read(b"3/10"), Some((3, 10)));
        assert_eq!(read(b" 3 / 10 "), Some((3, 10)));
        assert_eq!(read(b"42%"), Some((42, 100)));
        assert_eq!(read(b"42"), Some((42, 100)));
    }

    #[test]
    fn other_words_are_no_report() {
        for line in [&b""[..], b"/", b"3/", b"x/2", b"-1/2", b"\xff"] {
            assert_eq!(read(line), None, "{}", line.escape_ascii());
        }
    }
}
