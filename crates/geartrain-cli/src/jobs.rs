//! `geartrain jobs`

use serde::Serialize;

use crate::args::FormatArguments;
use crate::exit::Trouble;
use crate::lines::{fields_from_right, lines};
use crate::listing::{self, Column, readable};
use crate::target::Target;

/// One job. The names of the fields are what `--json` promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Job {
    job: String,
    /// How often a worker was lost with it.
    retries: u64,
    background: bool,
}

const COLUMNS: [Column; 3] = [
    Column::Text("JOB", 58),
    Column::Number("RETRIES", 8),
    Column::Number("KIND", 12),
];

pub(crate) async fn run(target: &Target, format: FormatArguments) -> Result<(), Trouble> {
    let answer = target.admin().await?.command("show jobs").await?;
    let jobs: Vec<Job> = lines(&answer).filter_map(read).collect();
    listing::show(format.json, &jobs, || text(&jobs))
}

/// Reads `HANDLE TAB RETRIES TAB IGNORED TAB BACKGROUND`.
fn read(line: &[u8]) -> Option<Job> {
    let (handle, [retries, _ignored, background]) = fields_from_right::<3>(line)?;
    Some(Job {
        job: readable(handle),
        retries,
        background: background != 0,
    })
}

fn text(jobs: &[Job]) -> String {
    let none = "The server has no jobs.";
    listing::table_or(none, &COLUMNS, jobs, row)
}

fn row(job: &Job) -> [String; 3] {
    let kind = if job.background {
        "background"
    } else {
        "foreground"
    };
    [job.job.clone(), job.retries.to_string(), kind.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_read_and_shown_in_80_columns() {
        let job = read(b"H:jobs.example:17\t2\t0\t1").expect("a line");
        assert_eq!(job.job, "H:jobs.example:17");
        assert_eq!((job.retries, job.background), (2, true));
        assert!(text(&[job]).lines().all(|line| line.len() == 80));
    }
}
