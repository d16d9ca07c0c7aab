//! The client of the crate gearman.

use bytes::Bytes;
use futures::StreamExt;
use gearman::client::{Client, ClientBuilder, JobEvent, JobHandle, Priority, SubmitOptions};
use gearman::protocol::{Packet, PacketType};
use gearman::tls::TlsConfig;
use interop::{Order, Outcome, STATUS_PAUSE, Seen, hex, say_line, tls};
use serde_json::json;

#[tokio::main]
async fn main() -> Outcome<()> {
    let order = Order::read(std::env::args().skip(1))?;
    if order.action == "ping" {
        return ping(&order).await;
    }
    let client = connect(&order).await?;
    match order.action.as_str() {
        "run" => run(&client, &order).await,
        "background" => background(&client, &order).await.map(drop),
        _ => follow(&client, &order).await,
    }
}

async fn connect(order: &Order) -> Outcome<Client> {
    let mut builder = ClientBuilder::new().servers([order.address.as_str()]);
    if let Some(config) = tls()? {
        builder = builder.tls(TlsConfig::new(config.into()));
    }
    Ok(builder.with_exceptions(true).connect().await?)
}

async fn ping(order: &Order) -> Outcome<()> {
    let mut connection = gearman::Connection::connect(&order.address).await?;
    let payload = Bytes::from(order.payload.clone());
    connection
        .send(Packet::request(PacketType::EchoReq, vec![payload]))
        .await?;
    let answer = connection.recv().await?.ok_or("no echo")?;
    say_line(&json!({"result": hex(&answer.args[0])}));
    Ok(())
}

async fn run(client: &Client, order: &Order) -> Outcome<()> {
    let job = submit(client, order, SubmitOptions::foreground()).await?;
    let mut events = job.events.ok_or("no events")?;
    let mut seen = Seen::default();
    while seen.end.is_empty() {
        note(&mut seen, events.next().await.ok_or("no end")?);
    }
    seen.say();
    Ok(())
}

async fn submit(
    client: &Client,
    order: &Order,
    options: SubmitOptions,
) -> Outcome<gearman::client::SubmittedJob> {
    let priority = match order.priority.as_str() {
        "high" => Priority::High,
        "low" => Priority::Low,
        _ => Priority::Normal,
    };
    let options = options.with_priority(priority);
    let payload = order.payload.clone();
    Ok(client
        .submit(&order.function, order.unique.as_deref(), payload, options)
        .await?)
}

async fn background(client: &Client, order: &Order) -> Outcome<JobHandle> {
    let handle = submit(client, order, SubmitOptions::background())
        .await?
        .handle;
    say_line(&json!({"handle": handle.as_str()}));
    Ok(handle)
}

async fn follow(client: &Client, order: &Order) -> Outcome<()> {
    let handle = background(client, order).await?;
    loop {
        let status = client.get_status(&handle).await?;
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

fn note(seen: &mut Seen, event: JobEvent) {
    match event {
        JobEvent::Status {
            numerator,
            denominator,
        } => seen.statuses.push([numerator, denominator]),
        JobEvent::Data(bytes) => seen.data.push(hex(&bytes)),
        JobEvent::Warning(bytes) => seen.warnings.push(hex(&bytes)),
        JobEvent::Complete(bytes) => (seen.end, seen.result) = ("complete", bytes.to_vec()),
        JobEvent::Exception(bytes) => (seen.end, seen.exception) = ("exception", bytes.to_vec()),
        JobEvent::Fail => seen.end = "fail",
    }
}
