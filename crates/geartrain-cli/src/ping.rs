//! `geartrain ping`

use crate::exit::Trouble;
use crate::listing::print_line;
use crate::target::Target;

pub(crate) async fn run(target: &Target) -> Result<(), Trouble> {
    let client = target.client()?.connect().await?;
    let time = client.ping().await?;
    let ms = time.as_secs_f64() * 1000.0;
    print_line(&format!("{} answers in {ms:.3} ms", target.server))
}
