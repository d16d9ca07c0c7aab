//! Our own client and worker, under the contract that the programs of all libraries follow; the
//! first word says which of the two.

mod client;
#[expect(unreachable_pub, reason = "elsewhere it is part of a library")]
#[path = "../../rust/src/contract.rs"]
mod contract;
mod worker;

use std::env;

use contract::Outcome;
use geartrain_client::Tls;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut words = env::args().skip(1);
    match words.next().as_deref() {
        Some("client") => client::main(words).await,
        Some("worker") => worker::main(words).await,
        _ => Err("client or worker is wanted".into()),
    }
}

/// How to speak TLS, where the environment names the files for it.
fn tls() -> Outcome<Option<Tls>> {
    let Ok(authorities) = env::var("TLS_CA") else {
        return Ok(None);
    };
    let tls = Tls::trusting_file(authorities)?;
    let (Ok(certificate), Ok(key)) = (env::var("TLS_CERTIFICATE"), env::var("TLS_KEY")) else {
        return Ok(Some(tls));
    };
    Ok(Some(tls.identity_files(certificate, key)?))
}
