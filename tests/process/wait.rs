//! Waiting for what has no event of its own, such as the content of a file.

use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take before it counts as broken; generous, for slow machines.
pub(crate) const DEADLINE: Duration = Duration::from_secs(120);

/// Looks again and again until there is something, and panics naming `what` if there never is.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "still waiting for {what}");
        thread::sleep(Duration::from_millis(2));
    }
}
