//! `geartrain store dump`

use std::io::{self, BufWriter, Write, stdout};
use std::ops::ControlFlow;
use std::path::Path;

use geartrain_store::{KeptJob, PriorityClass, QueueBound, Record, Unique, dump};
use serde_json::{Map, Value, json};

use super::trouble_with;
use crate::exit::Trouble;

/// Bytes that are written at a time.
const WRITE_BYTES: usize = 64 * 1024;

pub(super) fn run(file: &Path) -> Result<(), Trouble> {
    let mut out = BufWriter::with_capacity(WRITE_BYTES, stdout().lock());
    let mut written = Ok(());
    let dumped = dump(file, &mut |record| match write_line(&mut out, record) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            written = Err(error);
            ControlFlow::Break(())
        }
    });
    match written.and_then(|()| out.flush()) {
        // Whoever closed the pipe, as `head` does, has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        written => written.map_err(|error| Trouble::here("cannot write the dump", &error))?,
    }
    dumped.map_err(|error| trouble_with(file, error))?;
    Ok(())
}

fn write_line(out: &mut impl Write, record: Record) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &line(record))?;
    out.write_all(b"\n")
}

fn line(record: Record) -> Value {
    match record {
        Record::Added(job) => job_line(&job),
        Record::FunctionKept { function, is_kept } => {
            with_name(&function, [("created", json!(is_kept))])
        }
        Record::Bounded { function, bound } => {
            with_name(&function, [("maxqueue", bound_json(bound))])
        }
        // Changes of jobs, which are applied already in what is kept.
        Record::Patched { job, .. } | Record::Done { job } => json!({ "job": job.0 }),
    }
}

fn job_line(job: &KeptJob) -> Value {
    let mut line = Map::new();
    line.insert("job".to_owned(), json!(job.job.0));
    put(&mut line, "function", &job.function);
    match &job.unique {
        Unique::None => {}
        Unique::Workload => put(&mut line, "unique", b"-"),
        Unique::Given(unique) => put(&mut line, "unique", unique),
    }
    line.insert("priority".to_owned(), json!(priority(job)));
    line.insert("buried".to_owned(), json!(job.is_buried));
    line.insert("attempts".to_owned(), json!(job.attempts));
    line.insert("submitted_ms".to_owned(), json!(job.submitted.0));
    if let Some(at) = job.not_before {
        line.insert("not_before_ms".to_owned(), json!(at.0));
    }
    if let Some(reducer) = &job.reducer {
        put(&mut line, "reducer", reducer);
    }
    put(&mut line, "payload", &job.workload);
    Value::Object(line)
}

fn priority(job: &KeptJob) -> &'static str {
    match job.priority.class() {
        PriorityClass::High => "high",
        PriorityClass::Normal => "normal",
        PriorityClass::Low => "low",
    }
}

fn bound_json(bound: QueueBound) -> Value {
    match bound {
        QueueBound::Default => Value::Null,
        QueueBound::Total(total) => json!({ "total": total }),
        QueueBound::PerClass([high, normal, low]) => {
            json!({ "high": high, "normal": normal, "low": low })
        }
    }
}

fn with_name(function: &[u8], rest: [(&str, Value); 1]) -> Value {
    let mut line = Map::new();
    put(&mut line, "function", function);
    line.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(line)
}

/// Text as it is; other bytes as digits, under a name that says so.
fn put(line: &mut Map<String, Value>, name: &str, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => line.insert(name.to_owned(), json!(text)),
        Err(_) => line.insert(format!("{name}_hex"), json!(hex(bytes))),
    };
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let digits = |byte: &u8| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    };
    bytes.iter().flat_map(digits).collect()
}

#[cfg(test)]
mod tests;
