//! Who notices that the disk does not answer: the writer cannot, it waits for the disk.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tracing::{info, warn};

use super::Journal;

/// How often somebody looks.
const INTERVAL: Duration = Duration::from_secs(1);

/// A thread that logs when the journal stalls and when it goes on.
pub(super) struct Watch {
    thread: JoinHandle<()>,
    is_over: Arc<AtomicBool>,
}

impl Watch {
    pub(super) fn start(journal: Arc<Journal>) -> io::Result<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let told = is_over.clone();
        let thread = thread::Builder::new().name("journal-watch".to_owned());
        let thread = thread.spawn(move || watch(&journal, &told))?;
        Ok(Self { thread, is_over })
    }

    pub(super) fn stop(self) {
        self.is_over.store(true, Ordering::Release);
        self.thread.thread().unpark();
        self.thread.join().expect("the watch does not panic");
    }
}

fn watch(journal: &Journal, is_over: &AtomicBool) {
    let mut is_stalled = false;
    while !is_over.load(Ordering::Acquire) {
        thread::park_timeout(INTERVAL);
        match journal.stall() {
            Some(stall) if !is_stalled => {
                is_stalled = true;
                warn!("{stall}");
            }
            None if is_stalled => {
                is_stalled = false;
                info!("the disk keeps up again");
            }
            Some(_) | None => {}
        }
    }
}
