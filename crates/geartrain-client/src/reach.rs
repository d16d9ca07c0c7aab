//! Which servers can be reached, as the tasks that own their connections know it.

use std::io;
use std::sync::Arc;

use tokio::sync::watch;

/// What is known of a server.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// The first attempt to connect is under way; requests wait for how it ends.
    Unknown,
    /// There is a connection, or there will be one when it is needed.
    Reached,
    /// The last attempt failed, or the connection was lost.
    Lost(Arc<io::Error>),
}

/// One entry for each server, in their order.
#[derive(Clone, Debug)]
pub(crate) struct Board(Arc<watch::Sender<Vec<Reach>>>);

impl Board {
    pub(crate) fn new(servers: usize) -> Self {
        Self(Arc::new(watch::Sender::new(vec![Reach::Unknown; servers])))
    }

    pub(crate) fn set(&self, server: usize, reach: Reach) {
        self.0.send_modify(|all| all[server] = reach);
    }

    /// Why the server should not be asked at present.
    pub(crate) fn lost(&self, server: usize) -> Option<Arc<io::Error>> {
        match &self.0.borrow()[server] {
            Reach::Unknown | Reach::Reached => None,
            Reach::Lost(reason) => Some(Arc::clone(reason)),
        }
    }

    /// Waits until a server was reached.
    ///
    /// # Errors
    /// Why the last of them was not, when none was.
    pub(crate) async fn first_reached(&self) -> Result<(), Arc<io::Error>> {
        let mut seen = self.0.subscribe();
        let all = seen
            .wait_for(|all| all.iter().any(is_reached) || !all.iter().any(is_unknown))
            .await
            .expect("the board lives as long as this call");
        if all.iter().any(is_reached) {
            return Ok(());
        }
        match all.last() {
            Some(Reach::Lost(reason)) => Err(Arc::clone(reason)),
            _ => Err(Arc::new(io::ErrorKind::NotConnected.into())),
        }
    }
}

fn is_reached(reach: &Reach) -> bool {
    matches!(reach, Reach::Reached)
}

fn is_unknown(reach: &Reach) -> bool {
    matches!(reach, Reach::Unknown)
}
