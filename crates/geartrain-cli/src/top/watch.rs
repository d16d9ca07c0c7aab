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
    admin: Option<Admin>,
    metrics: Metrics,
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
            admin: None,
            metrics: Metrics::of(server, metrics)?,
        })
    }

    pub(super) async fn look(&mut self) -> Result<Sample, Trouble> {
        let admin = match &mut self.admin {
            Some(admin) => admin,
            None => self.admin.insert(self.target.admin().await?),
        };
        let sample = Sample::take(admin, &mut self.metrics).await;
        if sample.is_err() {
            self.admin = None;
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
