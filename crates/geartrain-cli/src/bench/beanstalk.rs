//! Background jobs on a server of beanstalkd's protocol, so that it can stand beside ours.
//!
//! `put` is compared with a background submission, `reserve` and `delete` with a worker's round.

use std::io;
use std::time::Instant;

use clap::Args;
use hdrhistogram::Histogram;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::args::parse_count;

use super::crowd::run_all;
use super::party::wrong;
use super::payload::{Payloads, Seen};
use super::report::{Measurement, Report, latencies, merge, micros_since};
use super::tally::Tally;
use super::{Conditions, size};

/// Bytes that are read at a time.
const READ_BYTES: usize = 64 * 1_024;

/// Jobs put into the queue.
#[derive(Clone, Debug, Args)]
pub(super) struct BeanstalkSubmit {
    /// Connections that submit
    #[arg(long, default_value = "8", value_parser = parse_count)]
    clients: usize,
    /// Jobs that each client sends before it waits for the answers
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..))]
    in_flight: u64,
    /// Jobs of all clients together
    #[arg(long, default_value_t = 100_000)]
    jobs: u64,
    /// Bytes of each payload
    #[arg(long, default_value = "64", value_name = "SIZE", value_parser = size::parse)]
    payload: usize,
}

/// Jobs taken from the queue.
#[derive(Clone, Debug, Args)]
pub(super) struct BeanstalkDrain {
    /// Connections that work
    #[arg(long, default_value = "8", value_parser = parse_count)]
    workers: usize,
    /// Expect exactly the jobs of `beanstalk-submit --jobs N`, each of them once
    #[arg(long, value_name = "N")]
    jobs: Option<u64>,
}

pub(super) async fn submit(conditions: &Conditions, load: &BeanstalkSubmit) -> io::Result<Report> {
    let sockets = sockets(conditions, load.clients).await?;
    let share = load.jobs / load.clients as u64;
    let measurement = Measurement::begin("beanstalk-submit", conditions)?;
    let histograms = run_all(sockets, |number, socket| {
        let first = number as u64 * share;
        let (load, tally) = (load.clone(), measurement.tally());
        async move { put_all(socket, first..first + share, &load, &tally).await }
    })
    .await?;
    measurement.end(Some(merge(histograms)?))
}

pub(super) async fn drain(conditions: &Conditions, load: &BeanstalkDrain) -> io::Result<Report> {
    let seen = load.jobs.map(Seen::new).transpose()?;
    let sockets = sockets(conditions, load.workers).await?;
    let measurement = Measurement::begin("beanstalk-drain", conditions)?;
    let ends = run_all(sockets, |_, socket| {
        let (seen, tally) = (seen.clone(), measurement.tally());
        async move { reserve_all(socket, seen.as_ref(), &tally).await }
    })
    .await?;
    ends.into_iter().collect::<io::Result<Vec<()>>>()?;
    measurement.end(None)
}

async fn sockets(conditions: &Conditions, count: usize) -> io::Result<Vec<BufReader<TcpStream>>> {
    let mut sockets = Vec::with_capacity(count);
    for _ in 0..count {
        let socket = conditions.server.socket().await?;
        sockets.push(BufReader::with_capacity(READ_BYTES, socket));
    }
    Ok(sockets)
}

async fn put_all(
    mut socket: BufReader<TcpStream>,
    mut numbers: std::ops::Range<u64>,
    load: &BeanstalkSubmit,
    tally: &Tally,
) -> io::Result<Histogram<u64>> {
    let payloads = Payloads::new(load.payload);
    let command = format!("put 1024 0 600 {}\r\n", load.payload);
    let (mut packets, mut line) = (Vec::new(), String::new());
    let mut latencies = latencies();
    while !numbers.is_empty() && !tally.is_time_up() {
        let began = Instant::now();
        let end = numbers.end.min(numbers.start + load.in_flight);
        packets.clear();
        for number in numbers.start..end {
            packets.extend_from_slice(command.as_bytes());
            packets.extend_from_slice(&payloads.of(number));
            packets.extend_from_slice(b"\r\n");
        }
        socket.get_mut().write_all(&packets).await?;
        for _ in numbers.start..end {
            answer(&mut socket, &mut line).await?;
            if !line.starts_with("INSERTED ") {
                return Err(wrong(line.trim_end()));
            }
            latencies.saturating_record(micros_since(began));
        }
        tally.add(end - numbers.start);
        numbers.start = end;
    }
    Ok(latencies)
}

/// Takes and deletes jobs until there are none; both commands travel together.
async fn reserve_all(
    mut socket: BufReader<TcpStream>,
    seen: Option<&Seen>,
    tally: &Tally,
) -> io::Result<()> {
    let (mut line, mut payload) = (String::new(), Vec::new());
    let mut commands = String::from("reserve-with-timeout 0\r\n");
    let mut deletes = false;
    loop {
        socket.get_mut().write_all(commands.as_bytes()).await?;
        if deletes {
            answer(&mut socket, &mut line).await?;
            if line != "DELETED\r\n" {
                return Err(wrong(line.trim_end()));
            }
            tally.add(1);
        }
        answer(&mut socket, &mut line).await?;
        if line == "TIMED_OUT\r\n" || tally.is_time_up() {
            return Ok(());
        }
        let (id, bytes) = reserved(&line).ok_or_else(|| wrong(line.trim_end()))?;
        payload.resize(bytes + 2, 0);
        socket.read_exact(&mut payload).await?;
        if let Some(seen) = seen {
            seen.note_once(&payload[..bytes])?;
        }
        commands = format!("delete {id}\r\nreserve-with-timeout 0\r\n");
        deletes = true;
    }
}

async fn answer(socket: &mut BufReader<TcpStream>, line: &mut String) -> io::Result<()> {
    line.clear();
    match socket.read_line(line).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// The id and the size in `RESERVED <id> <bytes>`.
fn reserved(line: &str) -> Option<(u64, usize)> {
    let mut words = line.trim_end().strip_prefix("RESERVED ")?.split(' ');
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}
