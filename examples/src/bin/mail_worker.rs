//! Sends mail: the payload is JSON with `to`, `subject` and `text`. `SMTP_SERVER` says through whom.

use std::error::Error;
use std::sync::Arc;

use bytes::Bytes;
use geartrain_examples::setting;
use geartrain_worker::{Failure, JobContext};
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;

type Mailer = AsyncSmtpTransport<Tokio1Executor>;

#[derive(Deserialize)]
struct Order {
    to: String,
    subject: String,
    text: String,
}

async fn send(mailer: Arc<Mailer>, job: JobContext) -> Result<Bytes, Failure> {
    let order: Order = serde_json::from_slice(job.payload())?;
    let mail = Message::builder()
        .from("shop@example.com".parse()?)
        .to(order.to.parse()?)
        .subject(order.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(order.text)?;
    mailer.send(mail).await?;
    Ok(Bytes::new())
}

fn mailer() -> Result<Mailer, Box<dyn Error>> {
    let server = setting("SMTP_SERVER", "127.0.0.1:2525");
    let (host, port) = server
        .rsplit_once(':')
        .ok_or("SMTP_SERVER is not HOST:PORT")?;
    Ok(Mailer::builder_dangerous(host).port(port.parse()?).build())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mailer = Arc::new(mailer()?);
    geartrain_examples::work("send-mail", move |job| send(mailer.clone(), job)).await
}
