//! Many connections at once, on one thread.

use std::future::Future;
use std::io;

use geartrain_protocol::FunctionName;
use tokio::task::{JoinSet, LocalSet};

use crate::endpoint::Endpoint;

use super::Conditions;
use super::party::Party;

/// Runs one task for each of `parties` and waits for all; the first error ends the run.
pub(super) async fn run_all<T, F>(
    parties: Vec<T>,
    mut task: impl FnMut(usize, T) -> F,
) -> io::Result<Vec<F::Output>>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let local = LocalSet::new();
    let mut tasks = JoinSet::new();
    for (number, party) in parties.into_iter().enumerate() {
        tasks.spawn_local_on(task(number, party), &local);
    }
    local
        .run_until(async {
            let mut results = Vec::new();
            while let Some(result) = tasks.join_next().await {
                results.push(result.map_err(io::Error::other)?);
            }
            Ok(results)
        })
        .await
}

/// Connects `count` clients.
pub(super) async fn clients(server: &Endpoint, count: usize) -> io::Result<Vec<Party>> {
    let mut clients = Vec::with_capacity(count);
    for _ in 0..count {
        clients.push(Party::connect(server).await?);
    }
    Ok(clients)
}

/// Connects `count` workers that can do `function`.
pub(super) async fn workers(
    conditions: &Conditions,
    count: usize,
    function: &FunctionName,
) -> io::Result<Vec<Party>> {
    let mut workers = Vec::with_capacity(count);
    for _ in 0..count {
        workers.push(Party::connect_worker(conditions, function).await?);
    }
    Ok(workers)
}
