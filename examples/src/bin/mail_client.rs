//! Has a mail sent and does not wait for it: `mail_client TO SUBJECT TEXT`.

use std::error::Error;

use geartrain_client::Job;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [to, subject, text] = &given[..] else {
        return Err("usage: mail_client TO SUBJECT TEXT".into());
    };
    let order = json!({ "to": to, "subject": subject, "text": text }).to_string();

    let client = geartrain_examples::connect().await?;
    let handle = client
        .submit_background(Job::new("send-mail", order))
        .await?;
    println!("accepted as {handle}");
    Ok(())
}
