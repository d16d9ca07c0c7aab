//! `geartrain store`: what operators do with the jobs that a server keeps.

mod backup;
mod check;
mod compact;
mod dump;
mod place;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use geartrain_store::StoreError;

use crate::exit::{Code, Trouble};

pub(crate) use place::Place;

const EXIT_CODES: &str = "\
Exit codes:
  0  done; with check: the store is intact
  1  the store is damaged
  2  the command line is wrong
  7  trouble: there is no store, it is in use, the disk is full";

/// Which store, and what is done with it.
#[derive(Args, Debug)]
pub(crate) struct StoreArguments {
    #[command(subcommand)]
    command: StoreCommand,
}

#[derive(Debug, Subcommand)]
enum StoreCommand {
    /// Look at every page and every job for damage
    ///
    /// Beside a running server, its log is left out.
    #[command(after_help = EXIT_CODES)]
    Check(PlaceAndForm),
    /// Print all that is kept, one JSON object a line
    ///
    /// Functions that were created or bounded by hand come first, then jobs in their order. Bytes
    /// that are no text stand as hexadecimal digits under a name that ends with _hex. Works beside a
    /// running server and does not hold it up.
    #[command(after_help = EXIT_CODES)]
    Dump(Place),
    /// Copy the store to a new file, as it is at this moment
    ///
    /// Works beside a running server. The copy is verified; a server can be started on it.
    #[command(after_help = EXIT_CODES)]
    Backup(BackupArguments),
    /// Rewrite the file without its gaps; the server must be stopped
    ///
    /// A running server gives space back by itself when it has time.
    #[command(after_help = EXIT_CODES)]
    Compact(PlaceAndForm),
}

#[derive(Args, Debug)]
struct PlaceAndForm {
    #[command(flatten)]
    place: Place,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct BackupArguments {
    /// The copy; must not be there yet
    #[arg(value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    from: PlaceAndForm,
}

pub(crate) fn run(arguments: &StoreArguments) -> Result<(), Trouble> {
    match &arguments.command {
        StoreCommand::Check(check) => check::run(&check.place.find()?, check.json),
        StoreCommand::Dump(place) => dump::run(&place.find()?),
        StoreCommand::Backup(BackupArguments { to, from }) => {
            backup::run(&from.place.find()?, to, from.json)
        }
        StoreCommand::Compact(compact) => compact::run(&compact.place.find()?, compact.json),
    }
}

/// Trouble with this file, which not every error names.
pub(crate) fn trouble_with(file: &Path, error: StoreError) -> Trouble {
    match &error {
        StoreError::Full { .. }
        | StoreError::ReadOnly { .. }
        | StoreError::Busy { .. }
        | StoreError::Io { .. } => Trouble::new(Code::Here, format!("{}: {error}", file.display())),
        _ => error.into(),
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Locked { .. } => Self::new(
                Code::Here,
                format!("{error}: stop the server that has it first"),
            ),
            StoreError::Damaged { .. } => Self::new(Code::Failed, error.to_string()),
            _ => Self::new(Code::Here, error.to_string()),
        }
    }
}
