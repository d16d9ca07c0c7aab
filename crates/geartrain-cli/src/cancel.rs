//! `geartrain cancel`

use geartrain_client::JobHandle;

use crate::args::CancelArguments;
use crate::exit::{Code, Trouble};
use crate::target::Target;

/// Tries all, and tells of each that could not be cancelled.
pub(crate) async fn run(target: &Target, arguments: &CancelArguments) -> Result<(), Trouble> {
    let mut admin = target.admin().await?;
    let mut unknown = Vec::new();
    for handle in &arguments.jobs {
        let handle: JobHandle = handle.parse().map_err(geartrain_client::Error::from)?;
        let answer = admin.command(&format!("cancel job {handle}")).await?;
        if !answer.starts_with(b"OK") {
            unknown.push(handle.to_string());
        }
    }
    if unknown.is_empty() {
        return Ok(());
    }
    let unknown = unknown.join(", ");
    let text = format!(
        "the server does not know {unknown}: it has ended, or never was; `geartrain jobs` lists what it has"
    );
    Err(Trouble::new(Code::Failed, text))
}
