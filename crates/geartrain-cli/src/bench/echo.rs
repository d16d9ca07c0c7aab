//! Echo requests: one packet in, one packet out, nothing to decide.

use std::io;
use std::time::Instant;

use clap::Args;
use hdrhistogram::Histogram;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::args::parse_count;

use super::crowd::run_all;
use super::party::wrong;
use super::payload::Payloads;
use super::report::{Measurement, Report, latencies, merge, micros_since};
use super::tally::Tally;
use super::{Conditions, size};

/// Magic, type and size of a packet.
const HEADER_BYTES: usize = 12;

/// `ECHO_REQ`.
const ECHO_TYPE: u32 = 16;

/// Echo requests.
#[derive(Clone, Debug, Args)]
pub(super) struct Echo {
    /// Connections that ask
    #[arg(long, default_value = "8", value_parser = parse_count)]
    clients: usize,
    /// Requests that each client sends before it waits for the answers
    #[arg(long, default_value = "1", value_parser = parse_count)]
    in_flight: usize,
    /// Requests of all clients together
    #[arg(long, default_value_t = 100_000)]
    requests: u64,
    /// Bytes of each payload
    #[arg(long, default_value = "64", value_name = "SIZE", value_parser = size::parse)]
    payload: usize,
}

/// A server that sends back each byte as it came passes, too: that is what others are compared with.
pub(super) async fn run(conditions: &Conditions, load: &Echo) -> io::Result<Report> {
    let mut sockets = Vec::with_capacity(load.clients);
    for _ in 0..load.clients {
        sockets.push(conditions.server.socket().await?);
    }
    let requests_each = load.requests / load.clients as u64;
    let measurement = Measurement::begin("echo", conditions)?;
    let histograms = run_all(sockets, |_, socket| {
        let (load, tally) = (load.clone(), measurement.tally());
        async move { ask(socket, requests_each, &load, &tally).await }
    })
    .await?;
    measurement.end(Some(merge(histograms)?))
}

async fn ask(
    mut socket: TcpStream,
    requests: u64,
    load: &Echo,
    tally: &Tally,
) -> io::Result<Histogram<u64>> {
    let payloads = Payloads::new(load.payload);
    let packet_bytes = HEADER_BYTES + load.payload;
    let mut sent = Vec::new();
    let mut came = Vec::new();
    let mut latencies = latencies();
    while latencies.len() < requests && !tally.is_time_up() {
        let began = Instant::now();
        sent.clear();
        let batch = (load.in_flight as u64).min(requests - latencies.len());
        for number in 0..batch {
            push(&mut sent, &payloads.of(latencies.len() + number))?;
        }
        came.resize(sent.len(), 0);
        let (mut reader, mut writer) = socket.split();
        tokio::try_join!(writer.write_all(&sent), reader.read_exact(&mut came))?;
        check(&sent, &came, packet_bytes)?;
        for _ in 0..batch {
            latencies.saturating_record(micros_since(began));
        }
        tally.add(batch);
    }
    Ok(latencies)
}

fn push(packets: &mut Vec<u8>, payload: &[u8]) -> io::Result<()> {
    let size = u32::try_from(payload.len()).map_err(io::Error::other)?;
    packets.extend_from_slice(b"\0REQ");
    packets.extend_from_slice(&ECHO_TYPE.to_be_bytes());
    packets.extend_from_slice(&size.to_be_bytes());
    packets.extend_from_slice(payload);
    Ok(())
}

/// What comes back differs in its header at most.
fn check(sent: &[u8], came: &[u8], packet_bytes: usize) -> io::Result<()> {
    let mut packets = sent
        .chunks_exact(packet_bytes)
        .zip(came.chunks_exact(packet_bytes));
    match packets.all(|(sent, came)| sent[HEADER_BYTES..] == came[HEADER_BYTES..]) {
        true => Ok(()),
        false => Err(wrong("an echo is not what was sent")),
    }
}
