//! The client of the crate rustygear.

use interop::{Order, Outcome, STATUS_PAUSE, Seen, hex, say_line, tls};
use rustygear::client::{Client, ClientJob, WorkUpdate};
use serde_json::json;

#[tokio::main]
async fn main() -> Outcome<()> {
    let order = Order::read(std::env::args().skip(1))?;
    let mut client = Client::new().add_server(&order.address);
    if let Some(config) = tls()? {
        client = client.set_tls_config(config);
    }
    let mut client = client.connect().await?;
    match order.action.as_str() {
        "ping" => ping(&mut client, &order).await,
        "run" => run(&mut client, &order).await,
        "background" => background(&mut client, &order).await.map(drop),
        _ => follow(&mut client, &order).await,
    }
}

/// The library waits for the echo and keeps it to itself.
async fn ping(client: &mut Client, order: &Order) -> Outcome<()> {
    client.echo(&order.payload).await?;
    say_line(&json!({"result": hex(&order.payload)}));
    Ok(())
}

async fn run(client: &mut Client, order: &Order) -> Outcome<()> {
    let mut job = match &order.unique {
        Some(unique) => {
            client
                .submit_unique(&order.function, unique.as_bytes(), &order.payload)
                .await?
        }
        None => client.submit(&order.function, &order.payload).await?,
    };
    let mut seen = Seen::default();
    while seen.end.is_empty() {
        note(&mut seen, job.response().await?);
    }
    seen.say();
    Ok(())
}

async fn background(client: &mut Client, order: &Order) -> Outcome<ClientJob> {
    let (function, payload) = (&order.function, &order.payload);
    let job = match &order.unique {
        Some(unique) => {
            client
                .submit_background_unique(function, unique.as_bytes(), payload)
                .await?
        }
        None => client.submit_background(function, payload).await?,
    };
    say_line(&json!({"handle": String::from_utf8_lossy(job.handle().handle())}));
    Ok(job)
}

async fn follow(client: &mut Client, order: &Order) -> Outcome<()> {
    let job = background(client, order).await?;
    loop {
        let status = client.get_status(job.handle()).await?;
        say_line(&json!({
            "known": status.known,
            "running": status.running,
            "numerator": status.numerator,
            "denominator": status.denominator,
        }));
        if !status.known {
            return Ok(());
        }
        tokio::time::sleep(STATUS_PAUSE).await;
    }
}

fn note(seen: &mut Seen, update: WorkUpdate) {
    match update {
        WorkUpdate::Status {
            numerator,
            denominator,
            ..
        } => {
            seen.statuses.push([numerator as u64, denominator as u64]);
        }
        WorkUpdate::Data { payload, .. } => seen.data.push(hex(&payload)),
        WorkUpdate::Warning { payload, .. } => seen.warnings.push(hex(&payload)),
        WorkUpdate::Complete { payload, .. } => {
            (seen.end, seen.result) = ("complete", payload.to_vec());
        }
        WorkUpdate::Exception { payload, .. } => {
            (seen.end, seen.exception) = ("exception", payload.to_vec());
        }
        WorkUpdate::Fail(_) => seen.end = "fail",
    }
}
