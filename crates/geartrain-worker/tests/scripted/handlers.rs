//! Handlers of all kinds, and what runs around them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use bytes::Bytes;
use geartrain_worker::middleware::{LogJobs, Metrics, Middleware, Next, TimeLimit};
use geartrain_worker::{Failure, Function, JobContext, Worker, WorkerBuilder};
use parking_lot::Mutex;

use crate::one_server::echo;
use crate::packets::*;
use crate::peer::{Peer, Server};

async fn open(set: impl FnOnce(WorkerBuilder) -> WorkerBuilder) -> Peer {
    let server = Server::listen().await;
    let worker = set(Worker::builder().server(&server.address))
        .build()
        .unwrap();
    tokio::spawn(worker.run());
    server.accept().await
}

/// After the worker said what it can do.
async fn open_asking(set: impl FnOnce(WorkerBuilder) -> WorkerBuilder) -> Peer {
    let mut peer = open(set).await;
    loop {
        match peer.next().await.0 {
            CAN_DO | CAN_DO_TIMEOUT => {}
            GRAB_JOB_ALL => return peer,
            other => panic!("{other}"),
        }
    }
}

async fn assign(peer: &mut Peer, handle: &[u8], payload: &[u8]) {
    peer.send(JOB_ASSIGN_UNIQ, &[handle, b"f", b"", payload])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_handler_says_what_others_say() {
    let handler = |job: JobContext| match &job.payload()[..] {
        b"panic" => panic!("dropped"),
        b"fail" => Err(Failure::failed()),
        payload => {
            job.progress_blocking(1, 2);
            job.data_blocking("part");
            job.warn_blocking("odd");
            Ok(Bytes::copy_from_slice(payload))
        }
    };
    let mut peer = open_asking(|worker| worker.register(Function::blocking("f", handler))).await;
    assign(&mut peer, b"H:1", b"x").await;
    peer.expect(WORK_STATUS, &[b"H:1", b"1", b"2"]).await;
    peer.expect(WORK_DATA, &[b"H:1", b"part"]).await;
    peer.expect(WORK_WARNING, &[b"H:1", b"odd"]).await;
    peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut peer, b"H:2", b"panic").await;
    peer.expect(WORK_EXCEPTION, &[b"H:2", b"the handler panicked: dropped"])
        .await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut peer, b"H:3", b"fail").await;
    peer.expect(WORK_FAIL, &[b"H:3"]).await;
}

/// The test's ends of a blocking handler.
struct Ends {
    begun: Receiver<()>,
    go_on: Sender<()>,
    is_cancelled: Receiver<bool>,
}

/// A blocking handler that says when it has begun, and looks whether it is cancelled when it is
/// told to go on.
fn waiting() -> (Function, Ends) {
    let (begin, begun) = channel();
    let (go_on, wait) = channel();
    let (tell, is_cancelled) = channel();
    let own = Mutex::new((begin, wait, tell));
    let function = Function::blocking("f", move |job: JobContext| {
        let (begin, wait, tell) = &*own.lock();
        begin.send(())?;
        wait.recv()?;
        tell.send(job.is_cancelled())?;
        Ok(Bytes::new())
    });
    let ends = Ends {
        begun,
        go_on,
        is_cancelled,
    };
    (function, ends)
}

async fn received<T: Send + 'static>(from: Receiver<T>) -> T {
    let receive = move || from.recv_timeout(Duration::from_secs(120));
    tokio::task::spawn_blocking(receive).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_handler_that_takes_too_long_is_told_and_keeps_its_place_until_it_ends() {
    let (function, ends) = waiting();
    let function = function.run_limit(Duration::from_millis(30));
    let mut peer = open_asking(|worker| worker.register(function)).await;
    assign(&mut peer, b"H:1", b"x").await;
    let why = b"the job took longer than 30ms";
    peer.expect(WORK_EXCEPTION, &[b"H:1", why]).await;
    ends.go_on.send(()).unwrap();
    assert!(received(ends.is_cancelled).await);
    // Only now is there a place again.
    peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocking_handler_learns_that_the_connection_is_lost() {
    let (function, ends) = waiting();
    let server = Server::listen().await;
    let worker = Worker::builder().server(&server.address).register(function);
    tokio::spawn(worker.build().unwrap().run());
    let mut peer = server.accept().await;
    peer.expect(CAN_DO, &[b"f"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut peer, b"H:1", b"x").await;
    received(ends.begun).await;
    drop(peer);
    let mut peer = server.accept().await;
    peer.expect(CAN_DO, &[b"f"]).await;
    ends.go_on.send(()).unwrap();
    assert!(received(ends.is_cancelled).await);
    peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn a_namespace_is_for_servers_only() {
    let handler = |job: JobContext| async move { Ok(job.function().to_string().into()) };
    let mut peer = open(|worker| worker.namespace("ns_").function("f", handler)).await;
    peer.expect(CAN_DO, &[b"ns_f"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    peer.send(JOB_ASSIGN_UNIQ, &[b"H:1", b"ns_f", b"", b"x"])
        .await;
    peer.expect(WORK_COMPLETE, &[b"H:1", b"f"]).await;
}

/// Notes when a job passes, and in which order.
struct Note(&'static str, Arc<Mutex<Vec<&'static str>>>);

impl Middleware for Note {
    fn call<'a>(
        &'a self,
        job: JobContext,
        next: Next<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Failure>> + Send + 'a>> {
        Box::pin(async move {
            self.1.lock().push(self.0);
            if job.payload() == "refuse" {
                return Err(Failure::exception("refused"));
            }
            next.run(job).await
        })
    }
}

#[tokio::test]
async fn middleware_runs_from_the_outermost_and_may_end_a_job() {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let note = |name| Note(name, Arc::clone(&notes));
    let set = |worker: WorkerBuilder| {
        let worker = worker.function("f", echo).layer(LogJobs);
        worker.layer(note("outer")).layer(note("inner"))
    };
    let mut peer = open_asking(set).await;
    assign(&mut peer, b"H:1", b"x").await;
    peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    assert_eq!(*notes.lock(), ["outer", "inner"]);
    assign(&mut peer, b"H:2", b"refuse").await;
    peer.expect(WORK_EXCEPTION, &[b"H:2", b"refused"]).await;
    assert_eq!(*notes.lock(), ["outer", "inner", "outer"]);
}

#[tokio::test]
async fn metrics_count_what_became_of_jobs() {
    let handler = |job: JobContext| async move {
        assert!(job.payload() != "panic", "as it was told");
        echo(job).await
    };
    let metrics = Metrics::default();
    let counted = metrics.clone();
    let mut peer = open_asking(|worker| worker.function("f", handler).layer(counted)).await;
    assign(&mut peer, b"H:1", b"x").await;
    peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    assign(&mut peer, b"H:2", b"panic").await;
    assert_eq!(peer.next().await.0, WORK_EXCEPTION);
    peer.expect(GRAB_JOB_ALL, &[]).await;
    let counts = metrics.snapshot()[&b"f"[..]];
    assert_eq!(
        (
            counts.completed,
            counts.failed,
            counts.dropped,
            counts.running
        ),
        (1, 1, 0, 0)
    );
}

#[tokio::test]
async fn a_time_limit_ends_every_function() {
    let handler = |_| std::future::pending();
    let limit = TimeLimit(Duration::from_millis(30));
    let mut peer = open_asking(|worker| worker.function("f", handler).layer(limit)).await;
    assign(&mut peer, b"H:1", b"x").await;
    let why = b"the job took longer than 30ms";
    peer.expect(WORK_EXCEPTION, &[b"H:1", why]).await;
}
