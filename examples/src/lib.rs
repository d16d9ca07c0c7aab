//! Small programs to begin with; each is one file in `src/bin`.

use std::error::Error;
use std::fmt::Display;
use std::future::Future;

use bytes::Bytes;
use geartrain_client::Client;
use geartrain_worker::{Failure, JobContext, Worker};

/// The job server: what `GEARMAN_SERVER` says, or this machine.
pub fn server() -> String {
    setting("GEARMAN_SERVER", "127.0.0.1:4730")
}

/// An environment variable, or what to take without it.
pub fn setting(name: &str, otherwise: impl Display) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_string())
}

/// A client of the job server.
///
/// # Errors
///
/// The server cannot be reached.
pub async fn connect() -> Result<Client, Box<dyn Error>> {
    Ok(Client::connect(server()).await?)
}

/// Runs jobs of one function until Ctrl-C, and lets the running one end.
///
/// # Errors
///
/// The function's name is not one that the protocol can carry.
pub async fn work<F, R>(function: &str, run: F) -> Result<(), Box<dyn Error>>
where
    F: Fn(JobContext) -> R + Send + Sync + 'static,
    R: Future<Output = Result<Bytes, Failure>> + Send + 'static,
{
    let worker = Worker::builder()
        .server(server())
        .function(function, run)
        .build()?;
    let stopper = worker.stopper();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            stopper.stop();
        }
    });
    worker.run().await?;
    Ok(())
}
