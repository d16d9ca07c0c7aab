//! Servers that a batch has waited for in vain.

use std::collections::HashMap;

use tokio::time::Instant;

/// Connections on which the deadline of an answer has passed since the last one, and when: what
/// was sent before has waited as long, and is not waited for once more.
#[derive(Debug)]
pub(crate) struct Late(Option<HashMap<usize, Instant>>);

impl Late {
    pub(crate) fn none() -> Self {
        Self(Some(HashMap::new()))
    }

    /// For a single job, each attempt of which has its whole deadline.
    pub(crate) fn forgotten() -> Self {
        Self(None)
    }

    pub(crate) fn begin(&mut self, line: usize) {
        if let Some(lines) = &mut self.0 {
            lines.insert(line, Instant::now());
        }
    }

    /// There was an answer.
    pub(crate) fn end(&mut self, line: usize) {
        if let Some(lines) = &mut self.0 {
            lines.remove(&line);
        }
    }

    pub(crate) fn has(&self, line: usize) -> bool {
        self.since(line).is_some()
    }

    /// Whether what was sent at that time has waited long enough.
    pub(crate) fn has_waited(&self, line: usize, sent_at: Instant) -> bool {
        self.since(line).is_some_and(|since| sent_at < since)
    }

    fn since(&self, line: usize) -> Option<Instant> {
        self.0.as_ref()?.get(&line).copied()
    }
}
