//! Looks at a server again and again, beside the screen, which must never wait for it.

use std::time::Duration;

use geartrain_client::{Admin, ServerAddress};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{MissedTickBehavior, interval};

use crate::exit::Trouble;
use crate::target::Target;

use super::metrics::Metrics;
use super::sample::Sample;

/// A server under watch.
pub(super) struct Watch {
    target: Target,
    /// Connected anew after it was lost.
    server: Option<Connected>,
    metrics: Metrics,
}

/// A connection to the server, until it is lost.
pub(super) struct Connected {
    pub(super) admin: Admin,
    /// The server's process id; 0 where it does not tell.
    pub(super) process: u64,
}

impl Connected {
    async fn to(target: &Target) -> Result<Self, Trouble> {
        let mut admin = target.admin().await?;
        let answer = admin.command("getpid").await?;
        let answer = String::from_utf8_lossy(&answer);
        let process = answer.strip_prefix("OK ").map(str::trim);
        let process = process.and_then(|number| number.parse().ok());
        Ok(Self {
            admin,
            process: process.unwrap_or(0),
        })
    }
}

/// What was seen at each look, or why nothing was. One look waits at most: a screen that is slower
/// than the looks shows the last but one.
pub(super) type Looks = Receiver<Result<Sample, Trouble>>;

impl Watch {
    pub(super) fn new(
        target: &Target,
        server: &ServerAddress,
        metrics: Option<&str>,
    ) -> Result<Self, Trouble> {
        Ok(Self {
            target: target.clone(),
            server: None,
            metrics: Metrics::of(server, metrics)?,
        })
    }

    pub(super) async fn look(&mut self) -> Result<Sample, Trouble> {
        let server = match &mut self.server {
            Some(server) => server,
            None => self.server.insert(Connected::to(&self.target).await?),
        };
        let sample = Sample::take(server, &self.metrics).await;
        if sample.is_err() {
            self.server = None;
        }
        sample
    }

    /// Looks at each interval until nobody is interested any more.
    pub(super) fn look_every(self, time: Duration) -> Looks {
        let (sender, looks) = channel(1);
        tokio::spawn(self.go_on(time, sender));
        looks
    }

    async fn go_on(mut self, time: Duration, sender: Sender<Result<Sample, Trouble>>) {
        let mut ticks = interval(time);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // There was a look just now.
        ticks.tick().await;
        loop {
            ticks.tick().await;
            if sender.send(self.look().await).await.is_err() {
                return;
            }
        }
    }
}
