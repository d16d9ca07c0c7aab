//! Stopping when the system asks for it.

use std::io;

use tokio::task::JoinSet;

use crate::{Error, Stopper};

/// Stops the worker at SIGTERM and SIGINT, for as long as `tasks` lives.
#[cfg(unix)]
pub(crate) fn stop_on_signals(tasks: &mut JoinSet<()>, stopper: Stopper) -> Result<(), Error> {
    use tokio::signal::unix::{SignalKind, signal};

    let listen = |kind| signal(kind).map_err(|reason: io::Error| Error::Signals { reason });
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    tasks.spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: running jobs are finished");
        stopper.stop();
    });
    Ok(())
}

/// Stops the worker at Ctrl-C, for as long as `tasks` lives.
#[cfg(not(unix))]
pub(crate) fn stop_on_signals(tasks: &mut JoinSet<()>, stopper: Stopper) -> Result<(), Error> {
    tasks.spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stopper.stop();
        }
    });
    Ok(())
}
