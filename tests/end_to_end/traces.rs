//! Values and traces that travel in payloads.

use bytes::Bytes;
use geartrain_client::{Client, Error, Job};
use geartrain_worker::middleware::TraceContext;
use geartrain_worker::{Function, JobContext, Worker, WorkerBuilder};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use opentelemetry::{Context, context::FutureExt, global};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;
use tokio::time::timeout;

use crate::process::DEADLINE;
use crate::server::Server;

const TRACE: u128 = 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c;

/// A worker that is there until the test ends.
fn work(server: &Server, set: impl FnOnce(WorkerBuilder) -> WorkerBuilder) {
    let worker = set(Worker::builder().server(server.address()));
    tokio::spawn(worker.build().expect("the settings are right").run());
}

#[derive(Serialize, Deserialize)]
struct Rectangle {
    width: u32,
    height: u32,
}

#[test]
fn values_travel_as_json() {
    let runtime = Runtime::new().expect("a runtime can be made");
    let server = Server::start();
    let story = async {
        let area = |_, shape: Rectangle| async move { Ok(shape.width * shape.height) };
        work(&server, |worker| {
            worker.register(Function::json("area", area))
        });
        let client = Client::connect(server.address()).await.expect("there");
        let shape = Rectangle {
            width: 6,
            height: 7,
        };
        let job = Job::json("area", &shape).expect("a value");
        let job = client.submit(job).await.expect("accepted");
        assert_eq!(job.json::<u32>().await.expect("a number"), 42);
        let job = client
            .submit(Job::new("area", "no JSON"))
            .await
            .expect("accepted");
        let refused = job.json::<u32>().await;
        assert!(matches!(refused, Err(Error::Exception(why)) if why.starts_with(b"cannot read")));
    };
    runtime.block_on(async { timeout(DEADLINE, story).await.expect("the story ends") });
}

fn context() -> Context {
    let span = SpanContext::new(
        TraceId::from_bytes(TRACE.to_be_bytes()),
        SpanId::from_bytes([1; 8]),
        TraceFlags::SAMPLED,
        true,
        TraceState::default(),
    );
    Context::new().with_remote_span_context(span)
}

/// What the handler sees: its trace and its payload.
async fn seen(job: JobContext) -> Result<Bytes, geartrain_worker::Failure> {
    let trace = Context::current().span().span_context().trace_id();
    let payload = job.payload().escape_ascii().to_string();
    Ok(format!("{trace} {payload}").into())
}

#[test]
fn a_trace_reaches_the_handler_when_both_sides_want_it() {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let runtime = Runtime::new().expect("a runtime can be made");
    let server = Server::start();
    let story = async {
        work(&server, |worker| {
            worker.function("traced", seen).layer(TraceContext)
        });
        work(&server, |worker| worker.function("plain", seen));
        let tracing = Client::builder().server(server.address()).trace_context();
        let tracing = tracing.connect().await.expect("there");
        let silent = Client::connect(server.address()).await.expect("there");
        let run = async |client: &Client, job| {
            let job = client.submit(job).with_context(context()).await;
            let result = job.expect("accepted").await.expect("it succeeds");
            String::from_utf8(result.to_vec()).expect("text")
        };
        let both = run(&tracing, Job::new("traced", "x")).await;
        assert_eq!(both, format!("{TRACE:032x} x"));
        let none = TraceId::INVALID;
        assert_eq!(
            run(&silent, Job::new("traced", "x")).await,
            format!("{none} x")
        );
        assert_eq!(
            run(&silent, Job::new("plain", "x")).await,
            format!("{none} x")
        );
        let same = Job::new("traced", "x").unique("-");
        assert_eq!(run(&tracing, same).await, format!("{none} x"));
    };
    runtime.block_on(async { timeout(DEADLINE, story).await.expect("the story ends") });
}
