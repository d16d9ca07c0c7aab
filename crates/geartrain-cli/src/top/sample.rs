//! One look at a server.

use std::time::Instant;

use crate::exit::Trouble;
use crate::functions::{self, Function};

use super::metrics::{Counts, Metrics};
use super::watch::Connected;

/// What was seen at a moment.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) at: Instant,
    pub(super) functions: Vec<(Function, Option<Counts>)>,
}

impl Sample {
    pub(super) async fn take(server: &mut Connected, metrics: &Metrics) -> Result<Self, Trouble> {
        let functions = functions::fetch(&mut server.admin).await?;
        let counts = metrics.fetch(server.process).await?;
        let at = Instant::now();
        let with_counts = |function: Function| {
            let counts = counts.as_ref();
            // A function that nobody has submitted to has no counts yet.
            let counts = counts.map(|all| all.get(&function.function).copied().unwrap_or_default());
            (function, counts)
        };
        Ok(Self {
            at,
            functions: functions.into_iter().map(with_counts).collect(),
        })
    }
}
