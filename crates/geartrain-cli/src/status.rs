//! `geartrain status`

use geartrain_client::{JobHandle, JobStatus};
use serde::Serialize;

use crate::args::{StatusArguments, bytes};
use crate::exit::{Code, Trouble};
use crate::functions;
use crate::listing::show;
use crate::target::Target;

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

pub(crate) async fn run(target: &Target, arguments: StatusArguments) -> Result<(), Trouble> {
    if let Some(handle) = &arguments.handle {
        let parsed: JobHandle = handle.parse().map_err(geartrain_client::Error::from)?;
        let status = target.client()?.connect().await?.status(&parsed).await?;
        return show_job(handle, status, arguments.format.json);
    }
    if let Some(unique) = &arguments.unique {
        let client = target.client()?.connect().await?;
        let status = client.status_of_unique(bytes(unique)).await?;
        return show_job(&unique.to_string_lossy(), status, arguments.format.json);
    }
    functions::run(target, arguments.format).await
}

fn show_job(job: &str, status: JobStatus, wants_json: bool) -> Result<(), Trouble> {
    let fields = JobJson {
        job,
        known: status.is_known,
        running: status.is_running,
        numerator: status.numerator,
        denominator: status.denominator,
        clients: status.clients,
    };
    if wants_json || status.is_known {
        show(wants_json, &fields, || {
            format!("{job}  {}\n", describe(status))
        })?;
    }
    if status.is_known {
        return Ok(());
    }
    let text = format!(
        "the server does not know {job}: it has ended, or never was; `geartrain jobs` lists what it has"
    );
    Err(Trouble::new(Code::Failed, text))
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

#[cfg(test)]
mod tests;
