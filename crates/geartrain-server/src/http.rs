//! The HTTP side: metrics and health for machines that watch the server.
//!
//! [`router`] maps paths to answers, [`HttpServer`] carries them over sockets. More routes join the
//! router; what they need joins [`HttpState`].

mod health;
mod jobs;
mod serve;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::metrics::{CONTENT_TYPE, Metrics};

pub use health::{Health, Phase};
pub(crate) use jobs::{Jobs, JobsServer};
pub use serve::{HttpBinding, HttpError, HttpServer};

/// What the routes read.
#[derive(Clone)]
pub struct HttpState {
    /// All counters.
    pub metrics: Arc<Metrics>,
    /// How the server is.
    pub health: Arc<Health>,
}

/// All routes.
pub fn router(state: HttpState) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(state)
}

async fn metrics(State(state): State<HttpState>) -> Response {
    // The state of the dispatcher is copied under its lock: not on a thread that serves connections.
    let rendered = tokio::task::spawn_blocking(move || {
        let rows = state.health.function_rows();
        state.metrics.render(rows.as_deref())
    });
    match rendered.await {
        Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "cannot read metrics\n").into_response(),
    }
}

/// The process is there: it answers.
async fn alive() -> &'static str {
    "alive\n"
}

/// Whether new connections are taken, and if not, why.
async fn ready(State(state): State<HttpState>) -> (StatusCode, String) {
    let reason = match state.health.phase() {
        Phase::Starting => "starting".to_owned(),
        Phase::Serving => match state.health.store_trouble() {
            None => return (StatusCode::OK, "ready\n".to_owned()),
            Some(trouble) => format!("background jobs cannot be kept: {trouble}"),
        },
        Phase::Draining => "stopping when no job is left".to_owned(),
        Phase::Stopping => "stopping".to_owned(),
    };
    (StatusCode::SERVICE_UNAVAILABLE, reason + "\n")
}

async fn unknown() -> (StatusCode, &'static str) {
    (
        StatusCode::NOT_FOUND,
        "not found; there are /metrics, /healthz and /readyz\n",
    )
}

async fn wrong_method() -> (StatusCode, &'static str) {
    (
        StatusCode::METHOD_NOT_ALLOWED,
        "only GET and HEAD are allowed here\n",
    )
}

#[cfg(test)]
mod tests;
