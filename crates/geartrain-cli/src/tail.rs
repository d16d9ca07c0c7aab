//! The end of a long text.

use crate::limits::STDERR_TAIL_BYTES;

/// Keeps the last [`STDERR_TAIL_BYTES`] of what is added.
#[derive(Debug, Default)]
pub(crate) struct Tail(Vec<u8>);

impl Tail {
    pub(crate) fn add(&mut self, text: &[u8]) {
        self.0.extend_from_slice(text);
        let surplus = self.0.len().saturating_sub(STDERR_TAIL_BYTES);
        self.0.drain(..surplus);
    }

    /// What was kept, without blanks at its ends.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_text_is_kept() {
        let mut tail = Tail::default();
        tail.add(&[b'a'; STDERR_TAIL_BYTES]);
        tail.add(b"the end\n");
        assert!(tail.text().ends_with("aathe end"));
        assert_eq!(tail.0.len(), STDERR_TAIL_BYTES);
    }
}
