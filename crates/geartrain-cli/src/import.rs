//! `geartrain import`: the jobs that gearmand left in a SQLite file, submitted to a server.

mod record;
mod row;
mod sender;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use geartrain_protocol::Submit;
use geartrain_store::{GearmandReader, GearmandRow};
use serde::Serialize;

use crate::exit::{Code, Trouble, tell};
use crate::gearmand_queue::QueueArguments;
use crate::listing::{print_json, print_line};
use crate::target::Target;
use record::{Entry, Record};
use sender::{Answer, Sender};

pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  all jobs are queued, now or before
  1  some rows are no jobs that can be submitted; all others are queued
  2  the command line is wrong
  4  the server refused some jobs; run it again to submit those
  5  cannot connect; nothing was sent
  6  connection lost, or no answer in time: run it again to submit the rest
  7  trouble on this machine: the file cannot be read, or the record not be written";

/// Time to connect.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);

/// Troubles of single rows that are told one by one.
const TOLD_MAX: u64 = 20;

/// From where, and what is remembered of it.
#[derive(Args, Debug)]
pub(crate) struct ImportArguments {
    #[command(flatten)]
    queue: QueueArguments,
    /// Where it is noted what was submitted [default: the name of gearmand's file with .imported]
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Print the counts as JSON
    #[arg(long)]
    json: bool,
}

impl ImportArguments {
    fn record_path(&self, file: &std::path::Path) -> PathBuf {
        self.record.clone().unwrap_or_else(|| {
            let mut name = file.as_os_str().to_owned();
            name.push(".imported");
            name.into()
        })
    }
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    submitted: u64,
    submitted_before: u64,
    refused: u64,
    unusable: u64,
}

pub(crate) async fn run(target: &Target, arguments: &ImportArguments) -> Result<(), Trouble> {
    let queue = arguments.queue.queue();
    let mut reader = GearmandReader::open(&queue)?;
    let endpoint = target.endpoint(CONNECT_DEADLINE)?;
    let record_path = arguments.record_path(&queue.path);
    let record = Record::open(&record_path, [&endpoint.to_string(), &queue.table])?;
    let mut import = Import {
        sender: Sender::connect(&endpoint).await?,
        record,
        counts: Counts::default(),
        told: 0,
    };
    loop {
        let part = reader.next_part()?;
        if part.is_empty() {
            break;
        }
        import.part(&part).await?;
    }
    report(import.counts, arguments, &record_path)
}

struct Import {
    sender: Sender,
    record: Record,
    counts: Counts,
    told: u64,
}

impl Import {
    /// Submits all rows of a part in one go, and waits for all answers.
    async fn part(&mut self, rows: &[GearmandRow]) -> Result<(), Trouble> {
        let mut sent = Vec::new();
        for row in rows {
            let entry = Entry::of(row);
            if self.record.contains(&entry) {
                self.counts.submitted_before += 1;
                continue;
            }
            match row::submission(&row.job) {
                Ok(submission) => {
                    self.sender.push(submission.clone());
                    sent.push((entry, submission));
                }
                Err(error) => {
                    self.counts.unusable += 1;
                    self.tell(&format!("row {} cannot be submitted: {error}", row.number));
                }
            }
        }
        self.answers(sent).await
    }

    async fn answers(&mut self, sent: Vec<(Entry, Submit)>) -> Result<(), Trouble> {
        self.sender.flush().await?;
        for (entry, submission) in sent {
            match self.sender.answer().await? {
                Answer::Queued => {
                    self.counts.submitted += 1;
                    self.record.add(entry)?;
                }
                Answer::Refused(reason) => {
                    self.counts.refused += 1;
                    let (function, unique) = (submission.function, submission.unique);
                    self.tell(&format!(
                        "{function} {unique}: the server refused: {reason}"
                    ));
                }
            }
        }
        Ok(())
    }

    fn tell(&mut self, text: &str) {
        self.told += 1;
        let text = match self.told {
            ..=TOLD_MAX => text,
            told if told == TOLD_MAX + 1 => "further ones are only counted",
            _ => return,
        };
        tell(text);
    }
}

fn report(
    counts: Counts,
    arguments: &ImportArguments,
    record: &std::path::Path,
) -> Result<(), Trouble> {
    let Counts {
        submitted,
        submitted_before,
        refused,
        unusable,
    } = counts;
    if arguments.json {
        print_json(&counts)?;
    } else {
        print_line(&format!(
            "{submitted} jobs submitted, {submitted_before} submitted before (as {} says), \
             {refused} refused, {unusable} that cannot be submitted",
            record.display()
        ))?;
    }
    if refused > 0 {
        let text = format!("the server refused {refused} jobs: run this again to submit them");
        return Err(Trouble::new(Code::Refused, text));
    }
    if unusable > 0 {
        let text = format!("{unusable} rows are no jobs that can be submitted");
        return Err(Trouble::new(Code::Failed, text));
    }
    Ok(())
}
