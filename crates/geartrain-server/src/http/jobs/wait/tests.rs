use std::pin::pin;
use std::task::Waker;

use geartrain_dispatch::Refusal;

use super::*;

const JOB: JobId = JobId(7);

fn data(data: &'static str) -> Reply {
    Reply::Data {
        job: JOB,
        data: data.into(),
    }
}

fn complete(data: &'static str) -> Reply {
    Reply::Complete {
        job: JOB,
        data: data.into(),
    }
}

fn created() -> Reply {
    Reply::JobCreated { job: JOB }
}

/// What is known when these replies have come, in foreground, with room for 10 bytes.
fn after(replies: Vec<Reply>, order: Order) -> Poll<Result<Outcome, Complaint>> {
    poll(&outbox(replies, order), Mode::Foreground)
}

fn outbox(replies: Vec<Reply>, order: Order) -> Outbox {
    let outbox = Outbox::new(1_000_000);
    for reply in replies {
        outbox.push_own(Message::Reply(reply));
    }
    drop(outbox.order(order));
    outbox
}

fn poll(outbox: &Outbox, mode: Mode) -> Poll<Result<Outcome, Complaint>> {
    let future = pin!(outcome(outbox, mode, 10));
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn done(parts: &[&'static str]) -> Poll<Result<Outcome, Complaint>> {
    let parts = parts.iter().map(|part| Bytes::from_static(part.as_bytes()));
    Poll::Ready(Ok(Outcome::Done(JOB, parts.collect())))
}

#[test]
fn a_foreground_job_is_waited_for() {
    assert_eq!(after(vec![], Order::GoOn), Poll::Pending);
    assert_eq!(after(vec![created()], Order::GoOn), Poll::Pending);
    assert_eq!(
        after(vec![created(), complete("y")], Order::GoOn),
        done(&["y"])
    );
}

#[test]
fn a_background_job_is_not() {
    let outbox = outbox(vec![created()], Order::GoOn);
    let queued = Poll::Ready(Ok(Outcome::Queued(JOB)));
    assert_eq!(poll(&outbox, Mode::Background), queued);
}

#[test]
fn data_comes_before_the_result_and_progress_and_warnings_do_not_show() {
    let progress = Reply::Progress {
        job: JOB,
        numerator: "1".into(),
        denominator: "2".into(),
    };
    let warning = Reply::Warning {
        job: JOB,
        data: "careful".into(),
    };
    let replies = vec![
        created(),
        progress,
        data("a"),
        warning,
        data("b"),
        complete("c"),
    ];
    assert_eq!(after(replies, Order::GoOn), done(&["a", "b", "c"]));
}

#[test]
fn failures_are_told_apart() {
    let failed = after(vec![created(), Reply::Failed { job: JOB }], Order::GoOn);
    assert_eq!(failed, Poll::Ready(Ok(Outcome::Failed(JOB))));
    let exception = Reply::Exception {
        job: JOB,
        data: "why".into(),
    };
    let told = Outcome::Exception(JOB, "why".into());
    assert_eq!(
        after(vec![created(), exception], Order::GoOn),
        Poll::Ready(Ok(told))
    );
    let refused = after(vec![Reply::Refused(Refusal::QueueFull)], Order::GoOn);
    let full = Complaint::Refused(Refusal::QueueFull);
    assert_eq!(refused, Poll::Ready(Err(full)));
}

#[test]
fn a_job_that_cannot_be_kept_is_refused_with_the_reason() {
    let outbox = Outbox::new(1_000);
    outbox.push_own(crate::gear::not_kept("disk full"));
    let refused = Err(Complaint::NotKept("disk full".into()));
    assert_eq!(poll(&outbox, Mode::Background), Poll::Ready(refused));
}

#[test]
fn a_result_has_a_bound_over_all_of_its_parts() {
    assert_eq!(
        after(vec![data("12345"), complete("67890")], Order::GoOn),
        done(&["12345", "67890"])
    );
    let too_large = Poll::Ready(Err(Complaint::ResultTooLarge { bytes_max: 10 }));
    assert_eq!(
        after(vec![data("12345"), complete("678901")], Order::GoOn),
        too_large
    );
    assert_eq!(after(vec![created()], Order::CloseOverfull), too_large);
}

#[test]
fn a_stop_ends_waiting_but_takes_no_result_away() {
    let stopping = Poll::Ready(Err(Complaint::Stopping));
    assert_eq!(after(vec![], Order::Finish), stopping);
    assert_eq!(after(vec![created()], Order::Finish), stopping);
    assert_eq!(after(vec![created()], Order::Close), stopping);
    assert_eq!(
        after(vec![created(), complete("y")], Order::Finish),
        done(&["y"])
    );
}
