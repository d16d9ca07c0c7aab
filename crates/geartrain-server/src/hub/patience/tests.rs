use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use geartrain_dispatch::{GrabKind, Input, Mode, Outcome, Reply};
use tokio::time::timeout;

use super::*;
use crate::gear::Message;
use crate::hub::scene::{hub, join, submission};
use crate::hub::{Membership, Step};

const DEADLINE: Duration = Duration::from_secs(120);

fn hand_in(peer: &Membership, input: Input) {
    peer.handle_all(&mut vec![Step::Handle(input)]);
}

fn submit(client: &Membership) {
    hand_in(client, Input::Submit(submission(Mode::Background)));
}

/// The next reply to the peer.
async fn next(peer: &Membership) -> Reply {
    let mut batch = Vec::new();
    let received = poll_fn(|cx| {
        peer.outbox().take(1, &mut batch, cx);
        if batch.is_empty() {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    });
    timeout(DEADLINE, received).await.expect("no reply came");
    match batch.pop() {
        Some(Message::Reply(reply)) => reply,
        other => panic!("not a reply: {other:?}"),
    }
}

/// A worker that ended a job and asks for the next one.
async fn asker(hub: &Arc<Hub>) -> Membership {
    let (client, worker) = (join(hub), join(hub));
    let able = Input::Able {
        function: Bytes::from_static(b"f"),
        run_limit_ms: None,
    };
    submit(&client);
    hand_in(&worker, able);
    hand_in(&worker, Input::Grab(GrabKind::Plain));
    let Reply::Assigned(assignment) = next(&worker).await else {
        panic!("the job was not assigned");
    };
    let finish = Input::Finish {
        job: assignment.job,
        outcome: Outcome::Complete(Bytes::new()),
    };
    hand_in(&worker, finish);
    hand_in(&worker, Input::Ask(GrabKind::Plain));
    worker
}

/// Runs `work` beside the task that turns workers away.
async fn beside_patience(hub: &Arc<Hub>, work: impl Future<Output = ()>) {
    let stop = CancellationToken::new();
    tokio::join!(biased; run(hub, &stop), async {
        work.await;
        stop.cancel();
    });
}

#[tokio::test]
async fn a_worker_that_waits_in_vain_is_told_so() {
    let hub = hub();
    beside_patience(&hub, async {
        let worker = asker(&hub).await;
        assert_eq!(next(&worker).await, Reply::NoJob);
    })
    .await;
}

#[tokio::test]
async fn a_second_worker_that_waits_in_vain_is_told_so_too() {
    let hub = hub();
    beside_patience(&hub, async {
        for _ in 0..3 {
            let worker = asker(&hub).await;
            assert_eq!(next(&worker).await, Reply::NoJob);
        }
    })
    .await;
}

#[tokio::test]
async fn a_worker_waits_as_long_as_the_server_is_busy_but_not_for_ever() {
    let hub = hub();
    beside_patience(&hub, async {
        let worker = asker(&hub).await;
        let other = join(&hub);
        let mut rounds = 0;
        while worker.outbox().is_empty() {
            hand_in(&other, Input::WantExceptions);
            yield_now().await;
            rounds += 1;
        }
        assert!((ROUNDS..=2 * ROUNDS + 2).contains(&rounds), "{rounds}");
        assert_eq!(next(&worker).await, Reply::NoJob);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_comes_meanwhile_goes_to_the_worker_that_waits() {
    let hub = hub();
    let worker = asker(&hub).await;
    submit(&join(&hub));
    beside_patience(&hub, async {
        assert!(matches!(next(&worker).await, Reply::Assigned(_)));
        assert!(worker.outbox().is_empty());
    })
    .await;
}
