//! `geartrain functions`

use std::collections::HashMap;

use bytes::Bytes;
use geartrain_client::Admin;
use serde::Serialize;

use crate::args::FormatArguments;
use crate::exit::Trouble;
use crate::lines::{fields_from_right, lines};
use crate::listing::{self, Column, readable};
use crate::target::Target;

/// One function. The names of the fields are what `--json` promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Function {
    pub(crate) function: String,
    pub(crate) total: u64,
    pub(crate) waiting: u64,
    pub(crate) high: u64,
    pub(crate) normal: u64,
    pub(crate) low: u64,
    pub(crate) running: u64,
    pub(crate) workers: u64,
}

const COLUMNS: [Column; 7] = [
    Column::Text("FUNCTION", 32),
    Column::Number("WAITING", 7),
    Column::Number("HIGH", 7),
    Column::Number("NORMAL", 7),
    Column::Number("LOW", 7),
    Column::Number("RUNNING", 7),
    Column::Number("WORKERS", 7),
];

pub(crate) async fn run(target: &Target, format: FormatArguments) -> Result<(), Trouble> {
    let functions = fetch(&mut target.admin().await?).await?;
    listing::show(format.json, &functions, || text(&functions))
}

/// All functions by name. The two answers that they are put together from are a moment apart.
pub(crate) async fn fetch(admin: &mut Admin) -> Result<Vec<Function>, Trouble> {
    let status = admin.status().await?;
    let waiting = waiting_by_priority(&admin.command("prioritystatus").await?);
    let mut functions: Vec<Function> = status
        .iter()
        .map(|line| {
            let [high, normal, low] = waiting.get(&line.function).copied().unwrap_or_default();
            Function {
                function: readable(&line.function),
                total: line.total,
                waiting: line.total.saturating_sub(line.running),
                high,
                normal,
                low,
                running: line.running,
                workers: line.workers,
            }
        })
        .collect();
    functions.sort_by(|one, other| one.function.cmp(&other.function));
    Ok(functions)
}

/// Reads `function TAB high TAB normal TAB low TAB workers`.
fn waiting_by_priority(answer: &Bytes) -> HashMap<Bytes, [u64; 3]> {
    lines(answer)
        .filter_map(|line| {
            let (function, [high, normal, low, _]) = fields_from_right::<4>(line)?;
            Some((answer.slice_ref(function), [high, normal, low]))
        })
        .collect()
}

fn text(functions: &[Function]) -> String {
    let none = "The server has no functions: no worker and no job so far.";
    listing::table_or(none, &COLUMNS, functions, row)
}

fn row(function: &Function) -> [String; 7] {
    let Function {
        waiting,
        high,
        normal,
        low,
        running,
        workers,
        ..
    } = function;
    let [waiting, high, normal, low, running, workers] =
        [waiting, high, normal, low, running, workers].map(u64::to_string);
    let name = function.function.clone();
    [name, waiting, high, normal, low, running, workers]
}

#[cfg(test)]
mod tests;
