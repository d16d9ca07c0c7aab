//! A client that has text reversed and shows how far it is.
//!
//! `cargo run --bin reverse_client -- hello`, while `geartraind` and `reverse_worker` run.
//! `GEARTRAIN_SERVER` names another server than `localhost:4730`.

use std::error::Error;

use geartrain_client::{Client, Event, Job};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = std::env::var("GEARTRAIN_SERVER").unwrap_or_else(|_| "localhost:4730".into());
    let text = std::env::args()
        .nth(1)
        .ok_or("usage: reverse_client TEXT")?;

    let client = Client::connect(server).await?;
    let mut job = client.submit(Job::new("reverse", text)).await?;
    while let Some(event) = job.next_event().await {
        if let Event::Status {
            numerator,
            denominator,
        } = event
        {
            eprintln!("{numerator} of {denominator} letters");
        }
    }
    // The job has ended: this does not wait any more.
    let result = job.await?;
    println!("{}", String::from_utf8_lossy(&result));
    Ok(())
}
