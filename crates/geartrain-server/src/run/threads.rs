//! The threads that serve connections.

use std::io;
use std::num::NonZero;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};

/// Threads that serve connections; 0 for one per processor that the process may use.
///
/// One thread needs none of what several need to share their tasks: without it a job costs a tenth
/// less, and tasks run in the order in which they became ready.
pub(super) fn runtime(threads: usize) -> io::Result<Runtime> {
    let mut builder = match thread_count(threads) {
        1 => Builder::new_current_thread(),
        several => {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(several);
            builder
        }
    };
    builder.thread_name("geartraind").enable_all().build()
}

fn thread_count(wanted: usize) -> usize {
    match wanted {
        // Where the system does not tell, more than one would be a guess.
        0 => available_parallelism().map_or(1, NonZero::get),
        wanted => wanted,
    }
}

#[cfg(test)]
mod tests;
