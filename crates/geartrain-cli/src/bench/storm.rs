//! Clients that come all at once.

use std::io;
use std::time::Instant;

use clap::Args;
use hdrhistogram::Histogram;

use crate::args::parse_count;

use super::Conditions;
use super::crowd::run_all;
use super::party::Party;
use super::report::{Measurement, Report, latencies, micros_since};
use super::tally::Tally;

/// A storm.
#[derive(Clone, Debug, Args)]
pub(super) struct Storm {
    /// Connections that are made at once
    #[arg(long, default_value = "1000", value_parser = parse_count)]
    clients: usize,
    /// How often; each time the connections of the time before have ended
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    rounds: u64,
}

/// Latency is from the beginning of a round to the answer to a client's first request; beside that,
/// one client that was there before asks all the time.
pub(super) async fn run(conditions: &Conditions, load: &Storm) -> io::Result<Report> {
    let settled = Party::connect(&conditions.server).await?;
    let measurement = Measurement::begin("storm", conditions)?;
    let tally = measurement.tally();
    let mut waits = latencies();
    let asking = ask(settled, &mut waits);
    let latencies = tokio::select! {
        latencies = storm(conditions, load, &tally) => latencies?,
        result = asking => return Err(result.err().unwrap_or(io::ErrorKind::Other.into())),
    };
    let report = measurement.end(Some(latencies))?;
    let micros = [waits.value_at_quantile(0.99), waits.max()];
    let [p99, most] = micros.map(|micros| micros as f64);
    Ok(report
        .with("others_p99_us", p99)
        .with("others_most_us", most))
}

async fn storm(conditions: &Conditions, load: &Storm, tally: &Tally) -> io::Result<Histogram<u64>> {
    let mut all = latencies();
    for _ in 0..load.rounds {
        let began = Instant::now();
        let arrivals = run_all(vec![(); load.clients], |_, ()| {
            let server = conditions.server.clone();
            async move {
                let mut party = Party::connect(&server).await?;
                party.settle().await?;
                Ok((party, micros_since(began)))
            }
        });
        let arrivals = arrivals.await?.into_iter();
        // All stay connected until the last one has been answered.
        let arrivals = arrivals.collect::<io::Result<Vec<(Party, u64)>>>()?;
        for (_, micros) in &arrivals {
            all.saturating_record(*micros);
        }
        tally.add(arrivals.len() as u64);
        if tally.is_time_up() {
            break;
        }
    }
    Ok(all)
}

/// Asks for ever; notes how long each answer took.
async fn ask(mut party: Party, waits: &mut Histogram<u64>) -> io::Result<()> {
    loop {
        let began = Instant::now();
        party.settle().await?;
        waits.saturating_record(micros_since(began));
    }
}
