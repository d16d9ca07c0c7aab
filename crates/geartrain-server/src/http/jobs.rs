//! Jobs over HTTP as gearmand's plug-in `http` has them: a second mapping beside
//! `gear/translate.rs`.
//!
//! Each request joins the hub as a peer of its own, submits one job, and leaves with the answer. A
//! client that goes away leaves at once, so its queued foreground job goes as any other client's.

mod answer;
mod body;
mod complaint;
mod server;
mod wait;
mod wanted;

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Router, body::Body};
use geartrain_dispatch::Input;
use tokio_util::sync::CancellationToken;

use super::serve::Caller;
use crate::config::HttpJobsConfig;
use crate::gear::{Latest, Outbox};
use crate::hub::{Membership, PeerFacts, Step};
use complaint::Complaint;
use wanted::Wanted;

pub(crate) use server::JobsServer;

/// What requests are carried out with.
pub(crate) struct Jobs {
    shared: Latest,
    /// Status of the answer to a job that failed.
    failed_status: StatusCode,
    /// No jobs are taken any more.
    door: CancellationToken,
}

/// All paths: each names a function.
fn router(jobs: Jobs) -> Router {
    Router::new().fallback(respond).with_state(Arc::new(jobs))
}

async fn respond(
    State(jobs): State<Arc<Jobs>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let (head, mut body) = request.into_parts();
    if is_probe(&head) {
        return StatusCode::OK.into_response();
    }
    match jobs.run(caller, &head, &mut body).await {
        Ok(response) => response,
        Err(complaint) => {
            body::discard(&head, body).await;
            complaint.into_response()
        }
    }
}

/// Whether it only wants to know if somebody is there; gearmand answers it with an echo.
fn is_probe(head: &Parts) -> bool {
    head.method == Method::HEAD && head.uri.path() == "/"
}

impl Jobs {
    /// Takes jobs until `door` is closed.
    pub(crate) fn new(shared: Latest, config: HttpJobsConfig, door: CancellationToken) -> Self {
        let failed_status = StatusCode::from_u16(config.failed_status);
        Self {
            shared,
            failed_status: failed_status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            door,
        }
    }

    async fn run(
        &self,
        caller: Caller,
        head: &Parts,
        body: &mut Body,
    ) -> Result<Response, Complaint> {
        let wanted = Wanted::read(head)?;
        let mode = wanted.mode;
        let shared = self.shared.get();
        let bytes_max = shared.settings.packet_bytes_max;
        let workload = body::read(body, bytes_max).await?;
        let peer = self.join(caller)?;
        peer.handle_all(&mut vec![
            Step::Handle(Input::WantExceptions),
            Step::Handle(Input::Submit(wanted.submission(workload))),
        ]);
        let outcome = wait::outcome(peer.outbox(), mode, bytes_max).await?;
        Ok(answer::response(
            outcome,
            &shared.handles,
            self.failed_status,
        ))
    }

    /// Joins, unless the server stops. Asked in this order, whoever orders all peers to finish after
    /// the door was closed finds this one among them.
    fn join(&self, caller: Caller) -> Result<Membership, Complaint> {
        let facts = PeerFacts {
            address: caller.address,
            socket: caller.socket,
        };
        let shared = self.shared.get();
        let outbox = Outbox::new(shared.settings.outbox_bytes_max);
        let peer = shared.hub.join(facts, outbox);
        if self.door.is_cancelled() {
            return Err(Complaint::Stopping);
        }
        Ok(peer)
    }
}
