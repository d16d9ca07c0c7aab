//! Servers that have let a request wait for longer than its deadline.
//!
//! Such a server may hang while its system keeps the connection open, and nothing else would tell.
//! It is asked for a sign of life, and until there is one all other servers come before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use geartrain_protocol::Request;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use crate::command::Command;
use crate::limits::DOUBT_PAUSE;

/// Whether each server is in doubt, in their order.
#[derive(Debug)]
pub(crate) struct Doubts(Arc<[AtomicBool]>);

impl Doubts {
    pub(crate) fn none(servers: usize) -> Self {
        Self((0..servers).map(|_| AtomicBool::new(false)).collect())
    }

    pub(crate) fn has(&self, server: usize) -> bool {
        self.0[server].load(Ordering::Relaxed)
    }

    /// Puts the server in doubt until it answers a question, or its connection ends.
    pub(crate) fn begin(&self, server: usize, commands: &mpsc::Sender<Command>) {
        if self.0[server].swap(true, Ordering::Relaxed) {
            return;
        }
        let doubts = Arc::clone(&self.0);
        let sign = sign_of_life(commands.downgrade());
        tokio::spawn(async move {
            sign.await;
            doubts[server].store(false, Ordering::Relaxed);
        });
    }
}

/// The request whose answer is a sign of life.
pub(crate) fn question() -> Request {
    let payload = Bytes::from_static(b"still there?");
    Request::Echo { payload }
}

/// A connection that nobody else uses any more is not kept for this.
async fn sign_of_life(commands: mpsc::WeakSender<Command>) {
    while let Some(commands) = commands.upgrade() {
        let (reply, answer) = oneshot::channel();
        let sent = commands.try_send(Command::Ask(question(), reply));
        drop(commands);
        match sent {
            Ok(()) => return drop(answer.await),
            Err(TrySendError::Full(_)) => sleep(DOUBT_PAUSE).await,
            Err(TrySendError::Closed(_)) => return,
        }
    }
}
