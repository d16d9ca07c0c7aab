//! Where the log goes and how a line looks.
//!
//! Lines are written at once by whoever logs: none is lost when the process ends, and there is no
//! queue that could fill up.

mod file;
mod syslog;
mod writer;

use std::io::{self, IsTerminal};
use std::panic;
use std::path::PathBuf;
use std::sync::Arc;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

use crate::config::{LogConfig, LogFormat, LogTarget};
use file::LogFile;
use syslog::Syslog;
use writer::LogWriter;

/// Where the system's log takes lines.
pub const SYSLOG_SOCKET: &str = "/dev/log";

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be opened; choose another or make it writable.
    #[error("cannot open log file {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system's log cannot be reached; choose a file.
    #[error("cannot reach the system's log at {SYSLOG_SOCKET}: {0}")]
    Syslog(#[source] io::Error),
    /// The filter cannot be read.
    #[error("{0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The process has a log already.
    #[error("the log is running already")]
    Running,
}

/// The running log of the process.
#[derive(Clone)]
pub struct Log {
    file: Option<Arc<LogFile>>,
    filter: reload::Handle<EnvFilter, Registry>,
}

impl Log {
    /// Starts the log of this process; everything logged before was dropped.
    ///
    /// # Errors
    /// When the target cannot be opened, the filter is wrong, or the log runs already.
    pub fn start(config: &LogConfig) -> Result<Self, LogError> {
        let Opened {
            writer,
            target,
            warning,
        } = open(config)?;
        let file = writer.file();
        let (filter, handle) = reload::Layer::new(EnvFilter::try_new(&config.filter)?);
        tracing_subscriber::registry()
            .with(layer(config.format, &target, writer).with_filter(filter))
            .try_init()
            .map_err(|_| LogError::Running)?;
        if target != LogTarget::Stderr {
            log_panics();
        }
        if let Some(warning) = warning {
            tracing::warn!("{warning}");
        }
        Ok(Self {
            file,
            filter: handle,
        })
    }

    /// Logs what `filter` lets through from now on.
    ///
    /// # Errors
    /// When the filter is wrong; the old one goes on.
    pub fn refilter(&self, filter: &str) -> Result<(), LogError> {
        let filter = EnvFilter::try_new(filter)?;
        // The log lives as long as the process.
        let _ = self.filter.reload(filter);
        Ok(())
    }

    /// Opens the log file anew, after somebody moved it away; goes on with the old one if that
    /// fails, and says so there.
    pub fn reopen(&self) {
        let Some(file) = &self.file else {
            return tracing::info!("asked to reopen the log, which is no file");
        };
        match file.reopen() {
            Ok(()) => tracing::info!("log reopened"),
            Err(error) => tracing::warn!("going on with the old log file: {error}"),
        }
    }
}

type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Where lines go in the end.
struct Opened {
    writer: LogWriter,
    target: LogTarget,
    /// Why that is not where they were to go.
    warning: Option<String>,
}

/// As gearmand does, serves without the log that was asked for rather than not at all, as long as
/// lines are seen somewhere.
fn open(config: &LogConfig) -> Result<Opened, LogError> {
    let error = match LogWriter::open(&config.target) {
        Ok(writer) => {
            return Ok(Opened {
                writer,
                target: config.target.clone(),
                warning: None,
            });
        }
        Err(error) => error,
    };
    let (target, place) = match (&config.target, &error) {
        (LogTarget::FileAndSyslog(path), LogError::Syslog(_)) => {
            (LogTarget::File(path.clone()), "the log file alone")
        }
        _ if config.has_stderr => (LogTarget::Stderr, "standard error"),
        _ => return Err(error),
    };
    Ok(Opened {
        writer: LogWriter::open(&target)?,
        target,
        warning: Some(format!("{error}; logging to {place}")),
    })
}

fn layer(format: LogFormat, target: &LogTarget, writer: LogWriter) -> BoxedLayer {
    // A line that cannot be written is lost: telling about it on a standard error that is gone would
    // end the task that logged.
    let layer = tracing_subscriber::fmt::layer()
        .log_internal_errors(false)
        .with_ansi(wants_colours(target));
    match (format, target) {
        (LogFormat::Json, _) => layer
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_writer(writer)
            .boxed(),
        // The system's log has its own time.
        (LogFormat::Text, LogTarget::Syslog) => layer
            .without_time()
            .with_target(false)
            .with_writer(writer)
            .boxed(),
        (LogFormat::Text, _) => layer.with_target(false).with_writer(writer).boxed(),
    }
}

/// Writes broken promises of our own to the log, too: a daemon's standard error goes nowhere.
fn log_panics() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        tracing::error!("{info}");
        print(info);
    }));
}

/// Colours are for terminals of people who did not object; see <https://no-color.org>.
fn wants_colours(target: &LogTarget) -> bool {
    let objected = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    *target == LogTarget::Stderr && !objected && io::stderr().is_terminal()
}
