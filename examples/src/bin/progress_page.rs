//! A page that starts a slow job and shows its progress, on `http://127.0.0.1:PORT` (8080).

use std::error::Error;
use std::fmt::Display;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use geartrain_client::{Client, Job, JobHandle};
use geartrain_examples::setting;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const PAGE: &str = include_str!("../../page/index.html");

async fn start(State(client): State<Client>) -> impl IntoResponse {
    let started = client
        .submit_background(Job::new("count-primes", "3000000"))
        .await;
    answer(started.map(|handle| json!({ "handle": handle.to_string() })))
}

/// `?handle=...`; the only letter of a handle that a browser escapes is the colon.
async fn status(State(client): State<Client>, RawQuery(query): RawQuery) -> impl IntoResponse {
    let query = query.unwrap_or_default().replace("%3A", ":");
    let handle = query.strip_prefix("handle=").unwrap_or_default();
    answer(ask(&client, handle).await)
}

async fn ask(client: &Client, handle: &str) -> Result<Value, Box<dyn Error>> {
    let status = client.status(&handle.parse::<JobHandle>()?).await?;
    Ok(json!({
        "known": status.is_known,
        "running": status.is_running,
        "done": status.numerator,
        "of": status.denominator,
    }))
}

fn answer<E: Display>(value: Result<Value, E>) -> impl IntoResponse + use<E> {
    match value {
        Ok(value) => (
            StatusCode::OK,
            [(CONTENT_TYPE, "application/json")],
            value.to_string(),
        ),
        Err(error) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [(CONTENT_TYPE, "text/plain")],
            error.to_string(),
        ),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let site = Router::new()
        .route("/", get(|| async { Html(PAGE) }))
        .route("/start", post(start))
        .route("/status", get(status))
        .with_state(geartrain_examples::connect().await?);
    let port: u16 = setting("PORT", 8080).parse()?;
    axum::serve(TcpListener::bind(("127.0.0.1", port)).await?, site).await?;
    Ok(())
}
