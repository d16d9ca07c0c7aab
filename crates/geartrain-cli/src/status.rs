//! `geartrain status`

use std::fmt::Write as _;
use std::io::{Write as _, stdout};

use geartrain_client::{Admin, Client, FunctionStatus, JobHandle, JobStatus};
use serde::Serialize;

use crate::args::{StatusArguments, bytes};
use crate::exit::{Code, Trouble};
use crate::limits::NAME_COLUMNS;

/// One function in `--json`.
#[derive(Debug, Serialize)]
struct FunctionJson {
    function: String,
    total: u64,
    waiting: u64,
    running: u64,
    workers: u64,
}

/// One job in `--json`.
#[derive(Debug, Serialize)]
struct JobJson<'a> {
    job: &'a str,
    known: bool,
    running: bool,
    numerator: u64,
    denominator: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    clients: Option<u64>,
}

pub(crate) async fn run(server: &str, arguments: StatusArguments) -> Result<(), Trouble> {
    if let Some(handle) = &arguments.handle {
        let parsed: JobHandle = handle.parse().map_err(geartrain_client::Error::from)?;
        let status = Client::connect(server).await?.status(&parsed).await?;
        return show_job(handle, status, arguments.json);
    }
    if let Some(unique) = &arguments.unique {
        let client = Client::connect(server).await?;
        let status = client.status_of_unique(bytes(unique)).await?;
        return show_job(&unique.to_string_lossy(), status, arguments.json);
    }
    let mut functions = Admin::connect(server).await?.status().await?;
    functions.sort_by(|one, other| one.function.cmp(&other.function));
    if arguments.json {
        let list: Vec<_> = functions.iter().map(function_json).collect();
        return print(&json(&list)?);
    }
    print(&table(&functions))
}

fn table(functions: &[FunctionStatus]) -> String {
    if functions.is_empty() {
        return "The server has no functions: no worker and no job so far.\n".to_owned();
    }
    let mut table = line("FUNCTION", ["WAITING", "RUNNING", "WORKERS"]);
    for function in functions {
        let FunctionJson {
            function,
            waiting,
            running,
            workers,
            ..
        } = function_json(function);
        let numbers = [waiting, running, workers].map(|number| number.to_string());
        table += &line(&cut(&function), numbers.each_ref().map(String::as_str));
    }
    table
}

fn line(name: &str, numbers: [&str; 3]) -> String {
    let mut line = format!("{name:<NAME_COLUMNS$}");
    for number in numbers {
        let _ = write!(line, " {number:>9}");
    }
    line.push('\n');
    line
}

/// Leaves the middle of a long name out, since its start and its end tell most.
fn cut(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= NAME_COLUMNS {
        return name.to_owned();
    }
    let half = (NAME_COLUMNS - 3) / 2;
    let start: String = letters[..half].iter().collect();
    let end: String = letters[letters.len() - half..].iter().collect();
    format!("{start}...{end}")
}

fn function_json(status: &FunctionStatus) -> FunctionJson {
    FunctionJson {
        function: readable(&status.function),
        total: status.total,
        waiting: status.total.saturating_sub(status.running),
        running: status.running,
        workers: status.workers,
    }
}

/// Text as it is; anything that a terminal might obey is escaped.
fn readable(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => name.escape_ascii().to_string(),
    }
}

fn show_job(job: &str, status: JobStatus, wants_json: bool) -> Result<(), Trouble> {
    if wants_json {
        print(&json(&JobJson {
            job,
            known: status.is_known,
            running: status.is_running,
            numerator: status.numerator,
            denominator: status.denominator,
            clients: status.clients,
        })?)?;
    }
    if !status.is_known {
        let text = format!("the server does not know {job}: it has ended, or never was");
        return Err(Trouble::new(Code::Failed, text));
    }
    if wants_json {
        Ok(())
    } else {
        print(&format!("{job}  {}\n", describe(status)))
    }
}

fn describe(status: JobStatus) -> String {
    match status {
        JobStatus {
            is_running: false, ..
        } => "waiting".to_owned(),
        JobStatus { denominator: 0, .. } => "running".to_owned(),
        JobStatus {
            numerator,
            denominator,
            ..
        } => {
            let percent = u128::from(numerator) * 100 / u128::from(denominator);
            format!("running  {percent}%  {numerator} of {denominator}")
        }
    }
}

fn json(value: &impl Serialize) -> Result<String, Trouble> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Trouble::new(Code::Here, format!("cannot write JSON: {error}")))?;
    Ok(text + "\n")
}

fn print(text: &str) -> Result<(), Trouble> {
    let result = stdout().write_all(text.as_bytes());
    result.map_err(|error| Trouble::here("cannot write the answer", &error))
}

#[cfg(test)]
mod tests;
