//! The worker with one server.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use geartrain_worker::{
    Error, Failure, Function, JobContext, Stopper, Summary, Worker, WorkerBuilder,
};

use tokio::sync::{Barrier, Notify};
use tokio::task::JoinHandle;

use crate::packets::*;
use crate::peer::{Nowhere, Peer, Server, soon};

/// A worker that runs, and the server's end of its connection after the first question.
struct Scene {
    server: Server,
    peer: Peer,
    stopper: Stopper,
    run: JoinHandle<Result<Summary, Error>>,
}

impl Scene {
    async fn open(set: impl FnOnce(WorkerBuilder) -> WorkerBuilder) -> Self {
        let server = Server::listen().await;
        let worker = set(Worker::builder().server(&server.address))
            .build()
            .unwrap();
        let stopper = worker.stopper();
        let run = tokio::spawn(worker.run());
        let mut peer = server.accept().await;
        peer.expect(CAN_DO, &[b"f"]).await;
        peer.expect(GRAB_JOB_ALL, &[]).await;
        Self {
            server,
            peer,
            stopper,
            run,
        }
    }

    async fn assign(&mut self, handle: &str, payload: &[u8]) {
        let fields: &[&[u8]] = &[handle.as_bytes(), b"f", b"u", payload];
        self.peer.send(JOB_ASSIGN_UNIQ, fields).await;
    }

    /// The worker leaves: it makes sure that all was read, and closes.
    async fn expect_leave(mut self) -> Summary {
        let (kind, payload) = self.peer.next().await;
        assert_eq!(kind, ECHO_REQ);
        self.peer.send(ECHO_RES, &[&payload]).await;
        self.peer.expect_end().await;
        soon("the worker's end", self.run).await.unwrap().unwrap()
    }
}

pub(crate) async fn echo(job: JobContext) -> Result<Bytes, Failure> {
    Ok(job.payload().clone())
}

/// A handler that says that it has begun and waits to be told to end.
pub(crate) fn gated(begun: &Arc<Notify>, gate: &Arc<Notify>) -> Function {
    let (begun, gate) = (Arc::clone(begun), Arc::clone(gate));
    Function::new("f", move |job: JobContext| {
        let (begun, gate) = (Arc::clone(&begun), Arc::clone(&gate));
        async move {
            begun.notify_one();
            gate.notified().await;
            echo(job).await
        }
    })
}

#[tokio::test]
async fn a_worker_without_a_job_sleeps_until_it_is_woken() {
    let mut scene = Scene::open(|worker| worker.function("f", echo)).await;
    scene.peer.send(NO_JOB, &[]).await;
    scene.peer.expect(PRE_SLEEP, &[]).await;
    scene.peer.send(NOOP, &[]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.assign("H:1", b"a\0b").await;
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"a\0b"]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn a_noop_before_the_answer_to_a_question_changes_nothing() {
    let mut scene = Scene::open(|worker| worker.function("f", echo)).await;
    scene
        .peer
        .send_all(&[(NOOP, &[]), (NOOP, &[]), (NO_JOB, &[])])
        .await;
    scene.peer.expect(PRE_SLEEP, &[]).await;
    scene.peer.send_all(&[(NOOP, &[]), (NOOP, &[])]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene
        .peer
        .send_all(&[(NOOP, &[]), (JOB_ASSIGN_UNIQ, &[b"H:1", b"f", b"", b"x"])])
        .await;
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn a_full_worker_does_not_ask_and_a_noop_does_not_make_it() {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let mut scene = Scene::open(|worker| worker.register(gated(&begun, &gate))).await;
    scene.assign("H:1", b"x").await;
    soon("the handler", begun.notified()).await;
    scene.peer.send(NOOP, &[]).await;
    gate.notify_one();
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn several_jobs_run_at_the_same_time_and_no_more_than_allowed() {
    let barrier = Arc::new(Barrier::new(2));
    let meet = Arc::clone(&barrier);
    let handler = move |job: JobContext| {
        let barrier = Arc::clone(&meet);
        async move {
            // Passed only when both jobs run.
            barrier.wait().await;
            echo(job).await
        }
    };
    let mut scene = Scene::open(|worker| worker.function("f", handler).concurrency(2)).await;
    scene.assign("H:1", b"x").await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.assign("H:2", b"x").await;
    // Both are taken: the next packets are their results, not a third question.
    let (first, _) = scene.peer.next().await;
    assert_eq!(first, WORK_COMPLETE);
}

#[tokio::test]
async fn a_job_that_ends_while_the_worker_sleeps_does_not_wake_it() {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let set = |worker: WorkerBuilder| worker.register(gated(&begun, &gate)).concurrency(2);
    let mut scene = Scene::open(set).await;
    scene.assign("H:1", b"x").await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.peer.send(NO_JOB, &[]).await;
    scene.peer.expect(PRE_SLEEP, &[]).await;
    gate.notify_one();
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    scene.peer.send(NOOP, &[]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn what_a_handler_says_goes_before_its_result() {
    let handler = |job: JobContext| async move {
        job.progress(1, 2).await;
        job.data("part").await;
        job.warn("odd").await;
        Ok(Bytes::from_static(b"whole"))
    };
    let mut scene = Scene::open(|worker| worker.function("f", handler)).await;
    scene.assign("H:1", b"").await;
    scene.peer.expect(WORK_STATUS, &[b"H:1", b"1", b"2"]).await;
    scene.peer.expect(WORK_DATA, &[b"H:1", b"part"]).await;
    scene.peer.expect(WORK_WARNING, &[b"H:1", b"odd"]).await;
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"whole"]).await;
}

#[tokio::test]
async fn a_handler_knows_its_job() {
    let handler = |job: JobContext| async move {
        let reducer = job.reducer().map(<[u8]>::to_vec);
        let text = format!(
            "{} {} {:?} {reducer:?}",
            job.handle(),
            job.function(),
            job.unique()
        );
        Ok(text.into())
    };
    let mut scene = Scene::open(|worker| worker.function("f", handler)).await;
    scene
        .peer
        .send(JOB_ASSIGN_ALL, &[b"H:1", b"f", b"u", b"r", b"x"])
        .await;
    scene
        .peer
        .expect(WORK_COMPLETE, &[b"H:1", b"H:1 f [117] Some([114])"])
        .await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.assign("H:2", b"x").await;
    scene
        .peer
        .expect(WORK_COMPLETE, &[b"H:2", b"H:2 f [117] None"])
        .await;
}

#[tokio::test]
async fn failures_errors_and_panics_are_told_and_the_worker_goes_on() {
    let handler = |job: JobContext| async move {
        match &job.payload()[..] {
            b"fail" => Err(Failure::failed()),
            b"\xff" => Ok(std::str::from_utf8(job.payload())?.to_owned().into()),
            b"panic" => panic!("dropped the {}", "ball"),
            _ => Ok(Bytes::new()),
        }
    };
    let mut scene = Scene::open(|worker| worker.function("f", handler)).await;
    scene.assign("H:1", b"fail").await;
    scene.peer.expect(WORK_FAIL, &[b"H:1"]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.assign("H:2", b"\xff").await;
    let why = b"invalid utf-8 sequence of 1 bytes from index 0";
    scene.peer.expect(WORK_EXCEPTION, &[b"H:2", why]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.assign("H:3", b"panic").await;
    scene
        .peer
        .expect(
            WORK_EXCEPTION,
            &[b"H:3", b"the handler panicked: dropped the ball"],
        )
        .await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.assign("H:4", b"").await;
    scene.peer.expect(WORK_COMPLETE, &[b"H:4", b""]).await;
}

#[tokio::test]
async fn a_job_of_a_function_that_the_worker_does_not_have_fails() {
    let mut scene = Scene::open(|worker| worker.function("f", echo)).await;
    scene
        .peer
        .send(JOB_ASSIGN_UNIQ, &[b"H:1", b"g", b"", b"x"])
        .await;
    scene.peer.expect(WORK_FAIL, &[b"H:1"]).await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
}

#[tokio::test]
async fn an_error_packet_does_not_end_the_worker() {
    let mut scene = Scene::open(|worker| worker.function("f", echo)).await;
    scene
        .peer
        .send(
            ERROR,
            &[b"JOB_NOT_FOUND", b"Job given in work result not found"],
        )
        .await;
    scene.assign("H:1", b"x").await;
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
}

#[tokio::test]
async fn a_job_that_takes_too_long_ends_with_an_exception() {
    let server = Server::listen().await;
    let function = Function::new("f", |_| pending()).run_limit(Duration::from_millis(30));
    let worker = Worker::builder()
        .server(&server.address)
        .client_id("w")
        .register(function);
    let run = tokio::spawn(worker.build().unwrap().run());
    let mut peer = server.accept().await;
    peer.expect(SET_CLIENT_ID, &[b"w"]).await;
    // The server waits longer than the worker, so that only one of them ends the job.
    peer.expect(CAN_DO_TIMEOUT, &[b"f", b"2030"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    peer.send(JOB_ASSIGN_UNIQ, &[b"H:1", b"f", b"", b"x"]).await;
    peer.expect(WORK_EXCEPTION, &[b"H:1", b"the job took longer than 30ms"])
        .await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    run.abort();
}

#[tokio::test]
async fn a_stopped_worker_finishes_what_runs_and_leaves() {
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let set = |worker: WorkerBuilder| {
        worker
            .register(gated(&begun, &gate))
            .function("g", echo)
            .concurrency(2)
    };
    let server = Server::listen().await;
    let worker = set(Worker::builder().server(&server.address))
        .build()
        .unwrap();
    let stopper = worker.stopper();
    let run = tokio::spawn(worker.run());
    let mut peer = server.accept().await;
    peer.expect(CAN_DO, &[b"f"]).await;
    peer.expect(CAN_DO, &[b"g"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    let mut scene = Scene {
        server,
        peer,
        stopper,
        run,
    };
    scene.assign("H:1", b"x").await;
    scene.peer.expect(GRAB_JOB_ALL, &[]).await;
    scene.peer.send(NO_JOB, &[]).await;
    scene.peer.expect(PRE_SLEEP, &[]).await;
    soon("the handler", begun.notified()).await;
    scene.stopper.stop();
    // Others may be woken for what does not run here; what runs is not taken away.
    scene.peer.expect(CANT_DO, &[b"g"]).await;
    scene.peer.send(NOOP, &[]).await;
    gate.notify_one();
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    scene.peer.expect(CANT_DO, &[b"f"]).await;
    let summary = scene.expect_leave().await;
    assert_eq!(
        (summary.completed, summary.failed, summary.dropped),
        (1, 0, 0)
    );
}

#[tokio::test]
async fn a_job_that_comes_after_the_stop_is_run() {
    let mut scene = Scene::open(|worker| worker.function("f", echo)).await;
    scene.stopper.stop();
    scene.assign("H:1", b"x").await;
    scene.peer.expect(WORK_COMPLETE, &[b"H:1", b"x"]).await;
    scene.peer.expect(CANT_DO, &[b"f"]).await;
    assert_eq!(scene.expect_leave().await.completed, 1);
}

#[tokio::test]
async fn a_sleeping_worker_stops_at_once() {
    let mut scene = Scene::open(|worker| worker.function("f", echo)).await;
    scene.peer.send(NO_JOB, &[]).await;
    scene.peer.expect(PRE_SLEEP, &[]).await;
    scene.stopper.stop();
    scene.peer.expect(CANT_DO, &[b"f"]).await;
    assert_eq!(scene.expect_leave().await, Summary::default());
}

/// A handler that says when it begins and when it is dropped; its job `hang` never ends.
#[derive(Clone, Default)]
struct Hanging {
    begun: Arc<Notify>,
    dropped: Arc<Notify>,
}

impl Hanging {
    fn function(&self) -> Function {
        let hanging = self.clone();
        Function::new("f", move |job: JobContext| {
            let hanging = hanging.clone();
            async move {
                if job.payload() == "hang" {
                    let _guard = Guard(Arc::clone(&hanging.dropped));
                    hanging.begun.notify_one();
                    pending::<()>().await;
                }
                if job.payload() == "attempt" {
                    return Ok(job.attempt().to_string().into());
                }
                echo(job).await
            }
        })
    }
}

/// Tells that it was dropped.
struct Guard(Arc<Notify>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn what_runs_longer_than_the_grace_time_is_dropped() {
    let hanging = Hanging::default();
    let grace = Duration::from_millis(30);
    let set = |worker: WorkerBuilder| worker.register(hanging.function()).grace(grace);
    let mut scene = Scene::open(set).await;
    scene.assign("H:1", b"hang").await;
    soon("the handler", hanging.begun.notified()).await;
    scene.stopper.stop();
    let summary = scene.expect_leave().await;
    assert_eq!((summary.completed, summary.dropped), (0, 1));
    let [left] = &summary.left[..] else {
        panic!("{summary:?}")
    };
    assert_eq!(
        (left.handle.as_bytes(), left.function.as_bytes()),
        (&b"H:1"[..], &b"f"[..])
    );
    soon("the handler's end", hanging.dropped.notified()).await;
}

#[tokio::test]
async fn a_lost_connection_drops_its_jobs_and_is_made_again() {
    let hanging = Hanging::default();
    let mut scene = Scene::open(|worker| worker.register(hanging.function())).await;
    scene.assign("H:1", b"hang").await;
    soon("the handler", hanging.begun.notified()).await;
    drop(scene.peer);
    soon("the handler's end", hanging.dropped.notified()).await;
    let mut peer = scene.server.accept().await;
    peer.expect(CAN_DO, &[b"f"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    peer.send(JOB_ASSIGN_UNIQ, &[b"H:1", b"f", b"", b"attempt"])
        .await;
    peer.expect(WORK_COMPLETE, &[b"H:1", b"2"]).await;
    peer.expect(GRAB_JOB_ALL, &[]).await;
    peer.send(JOB_ASSIGN_UNIQ, &[b"H:2", b"f", b"", b"attempt"])
        .await;
    peer.expect(WORK_COMPLETE, &[b"H:2", b"1"]).await;
}

#[tokio::test]
async fn a_worker_that_is_stopped_while_it_has_no_server_ends() {
    let Scene {
        server,
        peer,
        stopper,
        run,
    } = Scene::open(|worker| worker.function("f", echo)).await;
    drop((peer, server));
    stopper.stop();
    assert!(soon("the worker's end", run).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_worker_ends_after_the_jobs_that_it_may_do() {
    let set = |worker: WorkerBuilder| worker.function("f", echo).concurrency(4).jobs_max(2);
    let mut scene = Scene::open(set).await;
    scene.assign("H:1", b"x").await;
    let mut kinds = vec![scene.peer.next().await.0, scene.peer.next().await.0];
    kinds.sort_unstable();
    assert_eq!(kinds, [WORK_COMPLETE, GRAB_JOB_ALL]);
    scene.assign("H:2", b"x").await;
    scene.peer.expect(WORK_COMPLETE, &[b"H:2", b"x"]).await;
    scene.peer.expect(CANT_DO, &[b"f"]).await;
    assert_eq!(scene.expect_leave().await.completed, 2);
}

#[tokio::test]
async fn a_worker_whose_server_is_not_there_says_so() {
    let gone = Nowhere::new();
    let worker = Worker::builder()
        .server(&gone.address)
        .function("f", echo)
        .build()
        .unwrap();
    let error = worker.run().await.unwrap_err();
    assert!(matches!(error, Error::NotConnected { server, .. } if server == gone.address));
}
