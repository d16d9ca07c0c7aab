//! Waiting for jobs that nobody is told the end of.

use std::time::Duration;

use geartrain_link::Backoff;
use tokio::time::{Instant, sleep};

use crate::limits::{DONE_PAUSE_FIRST, DONE_PAUSE_MAX};
use crate::{Client, Error, JobHandle};

impl Client {
    /// Waits until the server does not know the job any more: it has ended, one way or another.
    /// The server is asked again and again, after pauses that grow from 20 milliseconds to 5
    /// seconds. A handle that was never given out counts as done.
    ///
    /// A server that cannot be reached is asked on until the submit deadline has passed without an
    /// answer.
    ///
    /// ```no_run
    /// use geartrain_client::{Client, Job};
    ///
    /// # async fn example() -> Result<(), geartrain_client::Error> {
    /// let client = Client::connect("localhost:4730").await?;
    /// let handle = client.submit_background(Job::new("resize", "picture")).await?;
    /// client.wait_until_done(&handle).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When there is no answer for that long, or an answer that says no.
    pub async fn wait_until_done(&self, handle: &JobHandle) -> Result<(), Error> {
        let mut backoff = Backoff::between(DONE_PAUSE_FIRST, DONE_PAUSE_MAX);
        let mut answered = Instant::now();
        loop {
            match self.status(handle).await {
                Ok(status) if !status.is_known => return Ok(()),
                Ok(_) => answered = Instant::now(),
                Err(error)
                    if is_final(&error, answered.elapsed(), self.settings.submit_deadline) =>
                {
                    return Err(error);
                }
                Err(_) => {}
            }
            sleep(backoff.next_pause()).await;
        }
    }
}

/// A server that restarts is worth waiting for.
fn is_final(error: &Error, silence: Duration, deadline: Duration) -> bool {
    let is_absent = error.leaves_open() || matches!(error, Error::NotConnected { .. });
    !is_absent || silence >= deadline
}
