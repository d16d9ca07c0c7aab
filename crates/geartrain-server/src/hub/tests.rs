use std::task::{Context, Waker};

use bytes::Bytes;
use geartrain_dispatch::{GrabKind, Mode, Outcome, Reply, Report, Submission, Unique};

use super::scene::{hub, join, submission};
use super::*;

fn submitting(mode: Mode) -> Step {
    Step::Handle(Input::Submit(submission(mode)))
}

fn grab() -> [Step; 2] {
    let able = Input::Able {
        function: Bytes::from_static(b"f"),
        run_limit_ms: None,
    };
    [
        Step::Handle(able),
        Step::Handle(Input::Grab(GrabKind::Plain)),
    ]
}

fn received(peer: &Membership) -> Vec<Message> {
    let mut batch = Vec::new();
    let cx = &mut Context::from_waker(Waker::noop());
    peer.outbox().take(usize::MAX, &mut batch, cx);
    batch
}

fn text(text: &'static str) -> Message {
    Message::Text(Bytes::from_static(text.as_bytes()))
}

#[test]
fn answers_that_need_no_dispatcher_keep_their_place() {
    let hub = hub();
    let peer = join(&hub);
    peer.handle_all(&mut vec![
        Step::Answer(text("before")),
        Step::Handle(Input::Grab(GrabKind::Plain)),
        Step::Answer(text("after")),
    ]);
    let expected = [text("before"), Message::Reply(Reply::NoJob), text("after")];
    assert_eq!(received(&peer), expected);
}

#[test]
fn a_result_finds_its_client() {
    let hub = hub();
    let (client, worker) = (join(&hub), join(&hub));
    client.handle_all(&mut vec![submitting(Mode::Foreground)]);
    assert!(client.is_owed());
    worker.handle_all(&mut grab().into());
    let Some(Message::Reply(Reply::Assigned(assignment))) = received(&worker).pop() else {
        panic!("the job was not assigned");
    };
    let job = assignment.job;
    worker.handle_all(&mut vec![Step::Handle(Input::Finish {
        job,
        outcome: Outcome::Complete(Bytes::from_static(b"y")),
    })]);
    let expected = [
        Message::Reply(Reply::JobCreated { job }),
        Message::Reply(Reply::Complete {
            job,
            data: Bytes::from_static(b"y"),
        }),
    ];
    assert_eq!(received(&client), expected);
    assert!(!client.is_owed());
}

#[test]
fn a_verdict_goes_to_whoever_asked_and_the_rest_to_the_outbox() {
    let hub = hub();
    let client = join(&hub);
    client.handle_all(&mut vec![submitting(Mode::Foreground)]);
    let job = hub.job_rows()[0].id;
    let verdict = client.ask(Input::Cancel { job });
    assert!(matches!(
        verdict,
        Verdict::Given(Some(Reply::Cancelled { job: cancelled }), None) if cancelled == job
    ));
    let expected = [
        Message::Reply(Reply::JobCreated { job }),
        Message::Reply(Reply::Failed { job }),
    ];
    assert_eq!(received(&client), expected);
}

#[test]
fn a_peer_whose_task_panics_has_left() {
    let hub = hub();
    let client = join(&hub);
    client.handle_all(&mut vec![submitting(Mode::Foreground)]);
    let panicked = std::thread::spawn(move || {
        let _client = client;
        panic!("on purpose");
    });
    assert!(panicked.join().is_err());
    assert_eq!(hub.peer_count(), 0);
    assert_eq!(hub.job_rows(), []);
}

#[tokio::test]
async fn a_hub_is_drained_when_its_last_job_ends() {
    let hub = hub();
    let client = join(&hub);
    client.handle_all(&mut vec![submitting(Mode::Foreground)]);
    let drained = tokio::spawn({
        let hub = hub.clone();
        async move { hub.drained().await }
    });
    while !hub.is_draining.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    assert!(!drained.is_finished());
    drop(client);
    drained.await.unwrap();
}

#[tokio::test]
async fn a_nearer_deadline_wakes_the_timer() {
    let hub = hub();
    assert_eq!(hub.plan_tick(), None);
    let client = join(&hub);
    // A function that nobody needs any more has a deadline.
    client.handle_all(&mut vec![submitting(Mode::Background)]);
    let job = hub.job_rows()[0].id;
    client.ask(Input::Cancel { job });
    hub.deadline_moved.notified().await;
    assert!(hub.plan_tick().is_some());
}

#[test]
fn a_peer_with_very_many_jobs_leaves_in_parts() {
    let hub = hub();
    let client = join(&hub);
    for _ in 0..5_000 {
        client.handle_all(&mut vec![submitting(Mode::Foreground)]);
    }
    drop(client);
    let mut left = vec![hub.job_count()];
    while hub.plan_tick().is_some_and(|at| at <= Instant::now()) {
        hub.tick();
        left.push(hub.job_count());
    }
    assert_eq!(left, [3_000, 1_000, 0]);
}

#[tokio::test]
async fn a_peer_that_leaves_in_parts_wakes_the_timer() {
    let hub = hub();
    let client = join(&hub);
    for _ in 0..3_000 {
        client.handle_all(&mut vec![submitting(Mode::Foreground)]);
    }
    assert_eq!(hub.plan_tick(), None);
    drop(client);
    hub.deadline_moved.notified().await;
}

#[test]
fn what_very_many_clients_are_told_leaves_the_lock_to_others_in_between() {
    let hub = hub();
    let (clients, worker) = ([join(&hub), join(&hub)], join(&hub));
    let submission = Submission {
        unique: Unique::Given(Bytes::from_static(b"u")),
        ..submission(Mode::Foreground)
    };
    for _ in 0..TOLD_PER_LOCK / 2 {
        for client in &clients {
            let step = Step::Handle(Input::Submit(submission.clone()));
            client.handle_all(&mut vec![step]);
        }
    }
    worker.handle_all(&mut grab().into());
    let job = hub.job_rows()[0].id;
    clients.iter().for_each(|client| drop(received(client)));
    let calls = hub.calls.load(Ordering::Relaxed);
    let report = || {
        Step::Handle(Input::Report {
            job,
            report: Report::Data(Bytes::new()),
        })
    };
    worker.handle_all(&mut vec![report(), report()]);
    assert_eq!(hub.calls.load(Ordering::Relaxed) - calls, 2);
    let told = clients.each_ref().map(|client| received(client).len());
    assert_eq!(told, [TOLD_PER_LOCK; 2]);
}
