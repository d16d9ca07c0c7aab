//! What the command says about its own doing, on standard error.

use std::fmt;
use std::io::{IsTerminal, stderr};
use std::time::SystemTime;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

/// To the second: a line is to fit into a terminal.
struct Seconds;

impl FormatTime for Seconds {
    fn format_time(&self, out: &mut Writer<'_>) -> fmt::Result {
        let now = humantime::format_rfc3339_seconds(SystemTime::now());
        write!(out, "{now}")
    }
}

/// What is told where `RUST_LOG` asks for nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Told {
    /// What the command does, and what goes wrong.
    Doing,
    /// What goes wrong.
    Trouble,
}

pub(crate) fn start(told: Told) {
    let usual = match told {
        Told::Doing => "warn,geartrain=info",
        Told::Trouble => "warn",
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_timer(Seconds)
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal() && colours_are_wanted())
        .with_target(false)
        .init();
}

/// As <https://no-color.org> has it: any text but an empty one says no.
fn colours_are_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|word| word.is_empty())
}
