//! A store that fails or hangs.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Waker;
use std::time::Duration;

use geartrain_dispatch::JobId;

use super::scene::{Scene, added, answer, done, hub, is_refused, submitter};
use crate::journal::{Journal, Lsn, Mark, Settled, Unwritten, WriterThread};

#[test]
fn a_failed_group_is_discarded_and_its_promises_fail() {
    let scene = Scene::new();
    let first = scene.journal.append(added(1));
    scene.commit();
    // Else it may be well again before this test has looked.
    scene.moods.takes_only_ends.store(true, Ordering::SeqCst);
    scene.refuse();
    assert!(matches!(scene.settled(first), Settled::Failed(reason) if reason.contains("full")));
    assert_eq!(*scene.owner.lost.lock(), [JobId(1)]);
    assert!(scene.journal.health().trouble().is_some());
    scene.moods.takes_only_ends.store(false, Ordering::SeqCst);
    scene.until_well();
    let second = scene.journal.append(added(2));
    assert_eq!(scene.commit(), [2]);
    scene.allow();
    assert_eq!(scene.settled(second), Settled::Durable);
    assert!(matches!(scene.settled(first), Settled::Failed(_)));
    scene.close();
}

#[test]
fn a_store_that_fails_is_left_alone_and_whoever_comes_is_refused_at_once() {
    let scene = Scene::new();
    scene.moods.is_full.store(true, Ordering::SeqCst);
    for job in 1..=1_000 {
        let at = scene.journal.append(added(job));
        assert!(matches!(scene.settled(at), Settled::Failed(reason) if reason.contains("full")));
    }
    let tries = scene.moods.refused.load(Ordering::SeqCst);
    assert!(tries < 100, "{tries} tries for a thousand jobs");
    scene.moods.is_full.store(false, Ordering::SeqCst);
    scene.until_well();
    scene.close();
}

#[test]
fn what_was_owed_while_the_store_failed_is_written_once_it_works() {
    let scene = Scene::new();
    scene.journal.append(added(1));
    scene.commit();
    scene.allow();
    let ended = scene.journal.append(done(1));
    scene.commit();
    scene.refuse();
    assert!(matches!(scene.settled(ended), Settled::Failed(_)));
    scene.commit();
    scene.allow();
    scene.until_well();
    scene.close();
}

#[test]
fn a_store_that_wants_to_be_reopened_does_not_hide_what_went_wrong_first() {
    let scene = Scene::new();
    scene.moods.is_full.store(true, Ordering::SeqCst);
    scene.journal.append(done(1));
    scene.until(|journal| journal.health().trouble().is_some());
    scene.moods.is_distrusted.store(true, Ordering::SeqCst);
    let before = scene.moods.refused.load(Ordering::SeqCst);
    scene.until(|_| scene.moods.refused.load(Ordering::SeqCst) > before + 1);
    let at = scene.journal.append(added(2));
    assert!(matches!(scene.settled(at), Settled::Failed(reason) if reason.contains("full")));
    scene.moods.is_full.store(false, Ordering::SeqCst);
    scene.commit();
    scene.allow();
    scene.until_well();
    scene.close();
}

#[test]
fn a_store_that_takes_only_ends_is_not_well() {
    let scene = Scene::new();
    scene.moods.takes_only_ends.store(true, Ordering::SeqCst);
    let refused = scene.journal.append(added(1));
    assert!(matches!(scene.settled(refused), Settled::Failed(_)));
    while scene.moods.refused.load(Ordering::SeqCst) < 4 {
        let ended = scene.journal.append(done(2));
        scene.settled(ended);
        assert!(scene.journal.health().trouble().is_some());
    }
    scene.close();
}

#[test]
fn a_closed_journal_says_what_the_store_did_not_take() {
    let scene = Scene::new();
    scene.moods.is_full.store(true, Ordering::SeqCst);
    scene.journal.append(done(1));
    let Err(Unwritten { records, reason }) = scene.close_with() else {
        panic!("the end was not written");
    };
    assert_eq!(records, 1);
    assert!(reason.is_some_and(|reason| reason.contains("full")));
}

#[test]
fn a_store_that_hangs_is_not_waited_for_without_end() {
    let scene = Scene::new();
    scene.journal.append(added(1));
    scene.commit();
    scene.journal.append(added(2));
    scene.journal.close();
    let ended = end_soon(scene.writer);
    assert_eq!(
        ended,
        Err(Unwritten {
            records: 2,
            reason: None
        })
    );
    scene.verdicts.send(Ok(())).unwrap();
    scene.verdicts.send(Ok(())).unwrap();
}

#[test]
fn a_store_that_hangs_with_all_written_costs_nothing() {
    let scene = Scene::new();
    let moods = scene.moods.clone();
    let hang = moods.hang.lock();
    let before = moods.tidied.load(Ordering::SeqCst);
    scene.until(|_| moods.tidied.load(Ordering::SeqCst) > before);
    scene.journal.close();
    assert_eq!(end_soon(scene.writer), Ok(()));
    drop(hang);
}

fn end_soon(writer: WriterThread) -> Result<(), Unwritten> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().build().unwrap();
    runtime.block_on(writer.end(Duration::from_millis(1)))
}

#[test]
fn tidying_that_fails_does_not_refuse_jobs() {
    let scene = Scene::new();
    scene.moods.is_untidy.store(true, Ordering::SeqCst);
    scene.until(|_| scene.moods.tidied.load(Ordering::SeqCst) > 0);
    let at = scene.journal.append(added(1));
    assert_eq!(scene.commit(), [1]);
    scene.allow();
    assert_eq!(scene.settled(at), Settled::Durable);
    assert_eq!(scene.journal.trouble(), None);
    scene.close();
}

#[test]
fn ends_of_a_failed_group_are_written_later() {
    let scene = Scene::new();
    scene.journal.append(done(1));
    assert_eq!(scene.commit(), [0_u64; 0]);
    scene.refuse();
    // The writer tries again by itself.
    assert_eq!(scene.commit(), [0_u64; 0]);
    scene.allow();
    scene.journal.append(added(2));
    assert_eq!(scene.commit(), [2]);
    scene.allow();
    scene.close();
}

#[test]
fn whoever_joined_a_job_that_could_not_be_kept_is_refused() {
    let journal = Journal::new();
    let hub = hub(&journal);
    let scene = Scene::of(journal, hub.clone(), Arc::default());
    let brought = submitter(&hub, "lost");
    assert_eq!(scene.commit(), [1]);
    let other = submitter(&hub, "other");
    let joined = submitter(&hub, "lost");
    scene.refuse();
    // What came meanwhile is refused without a try, unless this takes longer than the pause.
    scene.refuse();
    assert!(is_refused(&answer(&brought)));
    assert!(is_refused(&answer(&joined)));
    assert!(is_refused(&answer(&other)));
    assert_eq!(hub.job_rows().len(), 0);
    scene.until_well();
    scene.close();
}

#[test]
fn a_promise_that_failed_long_ago_has_still_failed() {
    let mark = Mark::default();
    let reason: Arc<str> = "full".into();
    mark.fail(Lsn(1), &reason);
    for at in 2..=5_000 {
        mark.fail(Lsn(at), &reason);
    }
    assert!(matches!(
        mark.look(Lsn(1), Waker::noop()),
        Some(Settled::Failed(_))
    ));
    for at in (5_001..20_000).step_by(2) {
        mark.settle(Lsn(at));
        mark.fail(Lsn(at + 1), &reason);
    }
    assert!(matches!(
        mark.look(Lsn(1), Waker::noop()),
        Some(Settled::Failed(_))
    ));
    assert_eq!(
        mark.look(Lsn(19_999), Waker::noop()),
        Some(Settled::Durable)
    );
    assert!(matches!(
        mark.look(Lsn(20_000), Waker::noop()),
        Some(Settled::Failed(_))
    ));
}
