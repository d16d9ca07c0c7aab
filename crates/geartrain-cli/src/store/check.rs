//! `geartrain store check`

use std::path::Path;

use geartrain_store::{Checked, check};
use serde::Serialize;

use super::trouble_with;
use crate::exit::{Code, Trouble};
use crate::listing::{print_json, print_line};

/// What was found, in `--json`.
#[derive(Debug, Serialize)]
struct CheckedJson<'a> {
    file: String,
    intact: bool,
    jobs: u64,
    functions: u64,
    bytes: u64,
    free_bytes: u64,
    problems: &'a [String],
}

pub(super) fn run(file: &Path, wants_json: bool) -> Result<(), Trouble> {
    let checked = check(file).map_err(|error| trouble_with(file, error))?;
    let is_intact = checked.problems.is_empty();
    if wants_json {
        print_json(&CheckedJson {
            file: file.to_string_lossy().into_owned(),
            intact: is_intact,
            jobs: checked.kept.jobs,
            functions: checked.kept.functions,
            bytes: checked.bytes,
            free_bytes: checked.free_bytes,
            problems: &checked.problems,
        })?;
    } else {
        for problem in &checked.problems {
            print_line(problem)?;
        }
        print_line(&summary(&checked))?;
    }
    if is_intact {
        return Ok(());
    }
    let text = format!(
        "{} is damaged: a server that is started on it keeps what can be read, and sets the \
         damaged file aside",
        file.display()
    );
    Err(Trouble::new(Code::Failed, text))
}

fn summary(checked: &Checked) -> String {
    let state = match checked.problems.len() {
        0 => "intact".to_owned(),
        problems => format!("damaged ({problems} found)"),
    };
    format!(
        "{state}: {} jobs, {} functions set up by hand, {} bytes of which {} are free",
        checked.kept.jobs, checked.kept.functions, checked.bytes, checked.free_bytes
    )
}
