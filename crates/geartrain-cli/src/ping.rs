//! `geartrain ping`

use std::io::{Write, stdout};

use crate::exit::Trouble;
use crate::target::Target;

pub(crate) async fn run(target: &Target) -> Result<(), Trouble> {
    let client = target.client()?.connect().await?;
    let time = client.ping().await?;
    writeln!(
        stdout(),
        "{} answers in {:.3} ms",
        target.server,
        time.as_secs_f64() * 1000.0
    )
    .map_err(|error| Trouble::here("cannot write the answer", &error))
}
