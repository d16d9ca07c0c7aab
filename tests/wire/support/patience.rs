//! How long a test waits before it gives up.

use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::tls::TlsStream;

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The same where gearmand is known to answer otherwise, which often means not at all.
const PATIENCE_WITH_DIFFERENCE: Duration = Duration::from_secs(2);

thread_local! {
    /// Whether the test of this thread has come to a difference.
    static EXPECTS_DIFFERENCE: Cell<bool> = const { Cell::new(false) };
}

/// How long to wait from now on.
pub(crate) fn patience() -> Duration {
    if EXPECTS_DIFFERENCE.get() {
        PATIENCE_WITH_DIFFERENCE
    } else {
        PATIENCE
    }
}

/// Shortens all waiting of this test from here on.
pub(super) fn expect_difference() {
    EXPECTS_DIFFERENCE.set(true);
}

/// A stream that gives up reading after a while.
pub(crate) trait Patient: Read + Write {
    /// Lets every read from now on fail after this time.
    fn wait_to_read_for(&self, patience: Duration);
}

impl Patient for TcpStream {
    fn wait_to_read_for(&self, patience: Duration) {
        self.set_read_timeout(Some(patience)).expect("a TCP option");
    }
}

impl Patient for TlsStream {
    fn wait_to_read_for(&self, patience: Duration) {
        self.sock.wait_to_read_for(patience);
    }
}
