//! What a command writes to standard output, on its way to the job's client.

use bytes::Bytes;
use geartrain_worker::{Failure, JobContext};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

use crate::input::without_end;
use crate::limits::PAYLOAD_BYTES_MAX;

/// When the client gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// All of it as the result.
    Result,
    /// Each line as data while the command runs; the result is empty.
    Lines,
    /// The same without the ends of the lines.
    LinesWithoutEnds,
}

/// Delivers what comes until the end of it; gives the result.
pub(super) async fn deliver(
    output: impl AsyncRead + Unpin,
    delivery: Delivery,
    job: &JobContext,
) -> Result<Bytes, Failure> {
    match delivery {
        Delivery::Result => read_all(output).await,
        Delivery::Lines => send_lines(output, job, |line| line).await,
        Delivery::LinesWithoutEnds => send_lines(output, job, without_end).await,
    }
}

async fn send_lines(
    output: impl AsyncRead + Unpin,
    job: &JobContext,
    sent: fn(Bytes) -> Bytes,
) -> Result<Bytes, Failure> {
    let mut output = BufReader::new(output);
    while let Some(line) = read_line(&mut output).await? {
        job.data(sent(line)).await;
    }
    Ok(Bytes::new())
}

async fn read_all(output: impl AsyncRead + Unpin) -> Result<Bytes, Failure> {
    let mut result = Vec::new();
    output
        .take(PAYLOAD_BYTES_MAX + 1)
        .read_to_end(&mut result)
        .await?;
    bounded(result, "the output is larger")
}

/// A line with its end; `None` at the end of the output.
async fn read_line(output: &mut (impl AsyncBufRead + Unpin)) -> Result<Option<Bytes>, Failure> {
    let mut line = Vec::new();
    let read = output
        .take(PAYLOAD_BYTES_MAX + 1)
        .read_until(b'\n', &mut line)
        .await?;
    let line = bounded(line, "a line of the output is longer")?;
    Ok((read > 0).then_some(line))
}

fn bounded(text: Vec<u8>, what: &str) -> Result<Bytes, Failure> {
    if text.len() as u64 > PAYLOAD_BYTES_MAX {
        let text = format!("{what} than {PAYLOAD_BYTES_MAX} bytes");
        return Err(Failure::exception(text));
    }
    Ok(text.into())
}
