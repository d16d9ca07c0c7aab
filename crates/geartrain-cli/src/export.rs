//! `geartrain export`: the way home to gearmand.

use std::collections::BTreeMap;

use clap::Args;
use geartrain_store::{LeftOut, OnDamage, SqliteOptions, SqliteStore};

use crate::exit::{Code, Trouble};
use crate::gearmand_queue::QueueArguments;
use crate::listing::print_line;
use crate::store::{Place, trouble_with};

pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  all jobs are in gearmand's queue
  1  some are not, since gearmand cannot keep them; they stay where they were
  2  the command line is wrong
  7  trouble: there is no store, it is in use, the disk is full";

/// From where to where.
#[derive(Args, Debug)]
pub(crate) struct ExportArguments {
    #[command(flatten)]
    queue: QueueArguments,
    #[command(flatten)]
    place: Place,
}

pub(crate) fn run(arguments: &ExportArguments) -> Result<(), Trouble> {
    let file = arguments.place.find()?;
    let options = SqliteOptions {
        on_damage: OnDamage::Refuse,
        ..SqliteOptions::default()
    };
    let queue = arguments.queue.queue();
    let mut store =
        SqliteStore::open(&file, &options).map_err(|error| trouble_with(&file, error))?;
    let written = store
        .hand_back(&queue)
        .map_err(|error| trouble_with(&queue.path, error))?;
    let (jobs, table, path) = (written.jobs, &queue.table, queue.path.display());
    print_line(&format!("{jobs} jobs moved to table {table} of {path}"))?;
    match written.left_out.as_slice() {
        [] => Ok(()),
        left_out => Err(Trouble::new(Code::Failed, stays(left_out))),
    }
}

fn stays<Id>(left_out: &[(Id, LeftOut)]) -> String {
    let mut counts = BTreeMap::<_, u64>::new();
    for (_, reason) in left_out {
        *counts.entry(words(*reason)).or_default() += 1;
    }
    let counts = counts.into_iter();
    let counts: Vec<String> = counts
        .map(|(words, count)| format!("{count} {words}"))
        .collect();
    format!("jobs that stay where they were: {}", counts.join(", "))
}

fn words(reason: LeftOut) -> &'static str {
    match reason {
        LeftOut::EmptyWorkload => "without a payload, with which gearmand would not start again",
        LeftOut::Reducer => "with a reducer, which gearmand would forget",
        LeftOut::Buried => "that used up their attempts",
        LeftOut::AlreadyThere => "that are in gearmand's queue already",
    }
}
