//! Who waits for the store, and for how much of it.

use std::sync::Arc;
use std::task::{Context, Waker};

use bytes::Bytes;
use geartrain_dispatch::{Input, JobId, Reply};

use super::scene::{Scene, added, alarm, answer, created, hub, is_refused, submit, submitter};
use crate::gear::Promise;
use crate::hub::Verdict;
use crate::journal::{Journal, Pledge, RECORD_BYTES, Settled};

#[test]
fn a_hanging_store_bounds_what_may_wait_and_lets_it_in_later() {
    let journal = Journal::bounded(4 * RECORD_BYTES);
    let hub = hub(&journal);
    let scene = Scene::of(journal, hub.clone(), Arc::default());
    let first = submitter(&hub, "1");
    assert_eq!(scene.commit(), [1]);
    let waiting = ["2", "3", "4"].map(|unique| submitter(&hub, unique));
    let refused = submitter(&hub, "5");
    assert!(is_refused(&answer(&refused)));
    assert!(scene.journal.trouble().is_some());
    assert_eq!(hub.job_rows().len(), 4);
    scene.allow();
    assert_eq!(answer(&first), created(1));
    assert_eq!(scene.commit(), [2, 3, 4]);
    scene.allow();
    for (job, peer) in (2..).zip(&waiting) {
        assert_eq!(answer(peer), created(job));
    }
    // The room is free again a moment after the answers.
    scene.until(|journal| journal.trouble().is_none());
    let again = submitter(&hub, "5");
    assert_eq!(scene.commit(), [5]);
    scene.allow();
    assert_eq!(answer(&again), created(5));
    scene.close();
}

#[test]
fn a_peer_with_many_open_promises_is_not_read_until_they_are_kept() {
    let journal = Journal::bounded(1024 * RECORD_BYTES);
    let hub = hub(&journal);
    let scene = Scene::of(journal, hub.clone(), Arc::default());
    let eager = submitter(&hub, "0");
    assert_eq!(scene.commit().len(), 1);
    let uniques: Vec<&'static str> = (1..600).map(|n| &*n.to_string().leak()).collect();
    for unique in uniques {
        submit(&eager, unique);
    }
    assert!(eager.outbox().is_heavy(), "half of the room is taken");
    assert!(!submitter(&hub, "modest").outbox().is_heavy());
    scene.allow();
    scene.commit();
    scene.allow();
    answer(&eager);
    scene.until(|_| {
        let cx = &mut Context::from_waker(Waker::noop());
        eager.outbox().take(usize::MAX, &mut Vec::new(), cx);
        eager.outbox().is_empty()
    });
    assert!(!eager.outbox().is_heavy());
    scene.close();
}

#[test]
fn what_an_operator_sets_is_answered_once_it_is_kept() {
    let journal = Journal::new();
    let hub = hub(&journal);
    let scene = Scene::of(journal, hub.clone(), Arc::default());
    let operator = submitter(&hub, "1");
    scene.commit();
    scene.allow();
    answer(&operator);
    let create = |name: &'static [u8]| {
        operator.ask(Input::CreateFunction {
            function: Bytes::from_static(name),
        })
    };
    let Verdict::Given(Some(Reply::Done), Some(pledge)) = create(b"kept") else {
        panic!("it waits for the store");
    };
    scene.commit();
    assert_eq!(scene.journal.mark().settled(pledge.at), None);
    scene.refuse();
    assert!(matches!(scene.settled(pledge.at), Settled::Failed(_)));
    assert!(matches!(create(b"refused"), Verdict::NotKept(_)));
    assert!(
        hub.function_rows()
            .iter()
            .all(|row| &*row.name != b"refused")
    );
    // What was decided is written once that is possible.
    scene.commit();
    scene.allow();
    scene.until_well();
    scene.close();
}

#[test]
fn whoever_joins_a_kept_job_does_not_wait_for_others() {
    let journal = Journal::new();
    let hub = hub(&journal);
    let scene = Scene::of(journal, hub.clone(), Arc::default());
    let brought = submitter(&hub, "kept");
    assert_eq!(scene.commit(), [1]);
    scene.allow();
    assert_eq!(answer(&brought), created(1));
    let lost = submitter(&hub, "lost");
    assert_eq!(scene.commit(), [2]);
    let joined = submitter(&hub, "kept");
    assert_eq!(answer(&joined), created(1));
    scene.refuse();
    assert!(is_refused(&answer(&lost)));
    scene.close();
}

#[test]
fn a_promise_that_is_looked_at_again_is_not_listed_twice() {
    let scene = Scene::new();
    let at = scene.journal.append(added(1));
    assert_eq!(scene.commit(), [1]);
    let (waker, _rings) = alarm();
    let pledge = Pledge {
        at,
        bytes: 0,
        journal: scene.journal.clone(),
    };
    let mut promise = Promise::new(JobId(1), pledge);
    for _ in 0..3 {
        assert_eq!(promise.look(&waker), None);
    }
    assert_eq!(scene.journal.mark().waiters(), 1);
    scene.allow();
    assert_eq!(scene.settled(at), Settled::Durable);
    assert_eq!(promise.look(&waker), Some(created(1)));
    scene.close();
}
