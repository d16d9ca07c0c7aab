//! `geartrain store compact`

use std::path::Path;

use geartrain_store::compact;
use serde::Serialize;

use super::trouble_with;
use crate::exit::Trouble;
use crate::listing::{print_json, print_line};

/// What was gained, in `--json`.
#[derive(Debug, Serialize)]
struct CompactedJson {
    bytes_before: u64,
    bytes_after: u64,
}

pub(super) fn run(file: &Path, wants_json: bool) -> Result<(), Trouble> {
    let compacted = compact(file).map_err(|error| trouble_with(file, error))?;
    if wants_json {
        return print_json(&CompactedJson {
            bytes_before: compacted.bytes_before,
            bytes_after: compacted.bytes_after,
        });
    }
    print_line(&format!(
        "{} bytes before, {} bytes after",
        compacted.bytes_before, compacted.bytes_after
    ))
}
