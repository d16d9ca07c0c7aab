//! What operators want by signals, and what is done about it at any time.

use std::sync::Arc;

use super::reload::Reload;
use crate::logging::Log;
use crate::process::{ProcessError, ServiceManager, ServiceVariables, Signal, Signals};
use crate::server::{Server, StopKind};

/// What the server does, in the words of the service manager's listing.
const SERVING: &str = "serving";
/// The same, for a server that stops by itself.
pub(super) const DRAINING: &str = "stopping when no job is left";

/// Carries out what operators want, and does not hear them yet.
pub(super) struct Operator {
    log: Log,
    settings: Reload,
}

/// Carries out what operators want.
pub(super) struct Attentive {
    signals: Signals,
    log: Log,
    settings: Reload,
    pub(super) manager: Arc<ServiceManager>,
    /// What the server does.
    pub(super) status: &'static str,
}

impl Operator {
    pub(super) fn new(log: Log, settings: Reload) -> Self {
        Self { log, settings }
    }

    /// Hears signals from now on.
    ///
    /// # Errors
    /// When the system refuses.
    pub(super) fn listen(self) -> Result<Attentive, ProcessError> {
        Ok(Attentive {
            signals: Signals::listen()?,
            log: self.log,
            settings: self.settings,
            manager: Arc::new(ServiceManager::of(&ServiceVariables::of_process())),
            status: SERVING,
        })
    }
}

impl Attentive {
    /// Waits for a signal that ends a start.
    pub(super) async fn early_stop(&mut self) {
        loop {
            match self.signals.next().await {
                Signal::Stop | Signal::Drain => return,
                Signal::Reopen => self.log.reopen(),
            }
        }
    }

    /// Waits until a signal or a peer wants the server to stop.
    pub(super) async fn stop_wish(&mut self, server: &Server) -> StopKind {
        loop {
            let signal = tokio::select! {
                signal = self.signals.next() => signal,
                kind = server.stop_wished() => return kind,
            };
            match signal {
                Signal::Stop => return StopKind::Now,
                Signal::Drain => return StopKind::WhenEmpty,
                Signal::Reopen => self.reload(|this| this.settings.carry_out(&this.log, server)),
            }
        }
    }

    /// Waits for `work`; `None` if a stop was wanted before it was done.
    pub(super) async fn until_stop<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::pin!(work);
        loop {
            let signal = tokio::select! {
                result = &mut work => return Some(result),
                signal = self.signals.next() => signal,
            };
            match signal {
                Signal::Stop => return None,
                Signal::Drain => {}
                Signal::Reopen => self.reload(|_| {}),
            }
        }
    }

    /// Opens the log anew, and reads the `rest` again.
    fn reload(&mut self, rest: impl FnOnce(&mut Self)) {
        self.manager.reloading();
        self.log.reopen();
        rest(self);
        self.manager.ready(self.status);
    }
}
