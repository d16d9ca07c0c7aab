//! `geartrain store backup`

use std::path::Path;

use geartrain_store::{StoreError, backup};
use serde::Serialize;

use crate::exit::{Code, Trouble};
use crate::listing::{print_json, print_line};

/// What is in the copy, in `--json`.
#[derive(Debug, Serialize)]
struct BackedUpJson {
    file: String,
    jobs: u64,
    bytes: u64,
}

pub(super) fn run(file: &Path, to: &Path, wants_json: bool) -> Result<(), Trouble> {
    if to.symlink_metadata().is_ok() {
        let text = format!("{} is there already: name a new file", to.display());
        return Err(Trouble::new(Code::Here, text));
    }
    let backed_up = backup(file, to).map_err(|error| trouble(error, to))?;
    if wants_json {
        return print_json(&BackedUpJson {
            file: to.to_string_lossy().into_owned(),
            jobs: backed_up.jobs,
            bytes: backed_up.bytes,
        });
    }
    print_line(&format!(
        "{} jobs in {} ({} bytes)",
        backed_up.jobs,
        to.display(),
        backed_up.bytes
    ))
}

/// Names the file where the trouble is with it, most likely.
fn trouble(error: StoreError, to: &Path) -> Trouble {
    match &error {
        StoreError::Full { .. } | StoreError::ReadOnly { .. } | StoreError::Io { .. } => {
            let text = format!("cannot write {}: {error}", to.display());
            Trouble::new(Code::Here, text)
        }
        _ => error.into(),
    }
}
