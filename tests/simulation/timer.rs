//! The timer of whoever runs the dispatcher.

use geartrain_dispatch::Timestamp;

use crate::random::Random;

/// Fires when a deadline is there, or somewhat late, as timers do.
pub(crate) struct Timer {
    late_percent: u64,
    /// The deadline that it was set for, and when it fires.
    set: Option<(Timestamp, u64)>,
}

impl Timer {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            late_percent: random.pick(&[0, 10, 60]),
            set: None,
        }
    }

    /// Sets the timer, unless it is set for this deadline already; gives when it fires.
    pub(crate) fn set(&mut self, deadline: Timestamp, now: u64, random: &mut Random) -> u64 {
        let fires_at = match self.set {
            Some((set_for, at)) if set_for == deadline => at.max(now),
            Some(_) | None => {
                let is_late = random.percent(self.late_percent);
                let late_ms = if is_late { random.between(1, 100) } else { 0 };
                deadline.0.max(now) + late_ms
            }
        };
        self.set = Some((deadline, fires_at));
        fires_at
    }

    pub(crate) fn stop(&mut self) {
        self.set = None;
    }
}
