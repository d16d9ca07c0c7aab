//! gearmand's names for how much is logged.

use tracing::Level;

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verbosity(pub(super) Level);

/// Reads a level as gearmand names it; `tracing` has fewer, so neighbours share one.
pub(super) fn parse(text: &str) -> Result<Verbosity, String> {
    let level = match text.to_ascii_uppercase().as_str() {
        "FATAL" | "ALERT" | "CRITICAL" | "ERROR" => Level::ERROR,
        "WARNING" => Level::WARN,
        "NOTICE" | "INFO" => Level::INFO,
        "DEBUG" => Level::DEBUG,
        _ => return Err(UNKNOWN.to_owned()),
    };
    Ok(Verbosity(level))
}

const UNKNOWN: &str = "expected FATAL, ALERT, CRITICAL, ERROR, WARNING, NOTICE, INFO or DEBUG";
