//! The client of `geartrain-client`.

use geartrain_client::{Client, Error, Event, Job, JobHandle, Priority};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::contract::{Order, Outcome, STATUS_PAUSE, Seen, hex, say_line};
use crate::tls;

/// How many jobs of a load wait for their acknowledgement at a time.
const SUBMITTERS: usize = 4;

pub(crate) async fn main(words: impl Iterator<Item = String>) -> Outcome<()> {
    let order = Order::read(words)?;
    let mut builder = Client::builder().server(&order.address);
    if let Some(tls) = tls()? {
        builder = builder.tls(tls);
    }
    let client = builder.connect().await?;
    match order.action.as_str() {
        "ping" => ping(&client, order).await,
        "run" => run(&client, order).await,
        "background" => background(&client, order).await.map(drop),
        "follow" => follow(&client, order).await,
        "load" => load(&client, &order.function).await,
        other => Err(format!("`{other}` is no action of a client").into()),
    }
}

async fn ping(client: &Client, order: Order) -> Outcome<()> {
    let echo = client.echo(order.payload).await?;
    say_line(&json!({"result": hex(&echo)}));
    Ok(())
}

async fn run(client: &Client, order: Order) -> Outcome<()> {
    let mut job = client.submit(job(order)).await?;
    let mut seen = Seen::default();
    while let Some(event) = job.next_event().await {
        match event {
            Event::Data(part) => seen.data.push(hex(&part)),
            Event::Warning(warning) => seen.warnings.push(hex(&warning)),
            Event::Status {
                numerator,
                denominator,
            } => seen.statuses.push([numerator, denominator]),
            other => return Err(format!("{other:?} is nothing that a worker says").into()),
        }
    }
    match job.await {
        Ok(result) => (seen.end, seen.result) = ("complete", result.to_vec()),
        Err(Error::Failed) => seen.end = "fail",
        Err(Error::Exception(text)) => (seen.end, seen.exception) = ("exception", text.to_vec()),
        Err(error) => return Err(error.into()),
    }
    seen.say();
    Ok(())
}

async fn background(client: &Client, order: Order) -> Outcome<JobHandle> {
    let handle = client.submit_background(job(order)).await?;
    say_line(&json!({"handle": handle.to_string()}));
    Ok(handle)
}

async fn follow(client: &Client, order: Order) -> Outcome<()> {
    let handle = background(client, order).await?;
    loop {
        let status = client.status(&handle).await?;
        say_line(&json!({
            "known": status.is_known,
            "running": status.is_running,
            "numerator": status.numerator,
            "denominator": status.denominator,
        }));
        if !status.is_known {
            return Ok(());
        }
        sleep(STATUS_PAUSE).await;
    }
}

/// Goes on whatever happens to the server, until it is killed.
async fn load(client: &Client, function: &str) -> Outcome<()> {
    let mut submitters = JoinSet::new();
    for number in 0..SUBMITTERS {
        submitters.spawn(submit_for_ever(client.clone(), function.to_owned(), number));
    }
    submitters.join_all().await;
    Ok(())
}

async fn submit_for_ever(client: Client, function: String, submitter: usize) {
    for number in 0_u64.. {
        let payload = format!("{submitter}.{number}");
        let job = Job::new(&function, payload.clone());
        match client.submit_background(job).await {
            Ok(_) => say_line(&json!({"acknowledged": payload})),
            // It may run or not; nobody was promised anything.
            Err(_) => sleep(STATUS_PAUSE).await,
        }
    }
}

fn job(order: Order) -> Job {
    let priority = match order.priority.as_str() {
        "high" => Priority::High,
        "low" => Priority::Low,
        _ => Priority::Normal,
    };
    let job = Job::new(order.function, order.payload).priority(priority);
    match order.unique {
        Some(unique) => job.unique(unique),
        None => job,
    }
}
