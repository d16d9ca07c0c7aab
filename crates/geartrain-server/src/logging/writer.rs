//! What the formatter writes its lines into.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

use super::{LogError, LogFile, SYSLOG_SOCKET, Syslog};
use crate::config::LogTarget;

/// An open target of the log.
pub(super) enum LogWriter {
    Stderr,
    File(Arc<LogFile>),
    Syslog(Syslog),
    FileAndSyslog(Arc<LogFile>, Syslog),
    Nowhere,
}

impl LogWriter {
    pub(super) fn open(target: &LogTarget) -> Result<Self, LogError> {
        Ok(match target {
            LogTarget::Stderr => Self::Stderr,
            LogTarget::File(path) => Self::File(file(path)?),
            LogTarget::Syslog => Self::Syslog(syslog()?),
            LogTarget::FileAndSyslog(path) => Self::FileAndSyslog(file(path)?, syslog()?),
            LogTarget::Nowhere => Self::Nowhere,
        })
    }

    /// The file that lines go to, if it is one.
    pub(super) fn file(&self) -> Option<Arc<LogFile>> {
        match self {
            Self::File(file) | Self::FileAndSyslog(file, _) => Some(Arc::clone(file)),
            Self::Stderr | Self::Syslog(_) | Self::Nowhere => None,
        }
    }

    fn write_line(&self, level: Level, line: &[u8]) -> io::Result<()> {
        match self {
            Self::Stderr => io::stderr().write_all(line),
            Self::File(file) => file.write_line(line),
            Self::Syslog(syslog) => syslog.write_line(level, line),
            Self::FileAndSyslog(file, syslog) => {
                // The one gets its line even if the other is full or gone.
                let sent = syslog.write_line(level, line);
                file.write_line(line).and(sent)
            }
            Self::Nowhere => Ok(()),
        }
    }
}

fn file(path: &Path) -> Result<Arc<LogFile>, LogError> {
    LogFile::open(path).map(Arc::new)
}

fn syslog() -> Result<Syslog, LogError> {
    Syslog::connect(Path::new(SYSLOG_SOCKET)).map_err(LogError::Syslog)
}

impl<'a> MakeWriter<'a> for LogWriter {
    type Writer = LineWriter<'a>;

    fn make_writer(&'a self) -> LineWriter<'a> {
        LineWriter {
            target: self,
            level: Level::INFO,
        }
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> LineWriter<'a> {
        LineWriter {
            target: self,
            level: *metadata.level(),
        }
    }
}

/// Takes one formatted line, which the formatter hands over in one piece.
pub(super) struct LineWriter<'a> {
    target: &'a LogWriter,
    level: Level,
}

impl Write for LineWriter<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.target.write_line(self.level, line)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
