//! `geartrain ping`

use std::io::{Write, stdout};

use geartrain_client::Client;

use crate::exit::Trouble;

pub(crate) async fn run(server: &str) -> Result<(), Trouble> {
    let client = Client::connect(server).await?;
    let time = client.ping().await?;
    writeln!(
        stdout(),
        "{server} answers in {:.3} ms",
        time.as_secs_f64() * 1000.0
    )
    .map_err(|error| Trouble::here("cannot write the answer", &error))
}
