//! What is committed together, and when.

use std::sync::{Arc, Weak};
use std::task::Waker;

use super::scene::{Scene, added, done};
use crate::journal::tail::COMPACTED_FROM;
use crate::journal::{Journal, Lsn, Settled};

#[test]
fn a_promise_waits_for_its_commit() {
    let scene = Scene::new();
    let at = scene.journal.append(added(1));
    assert_eq!(scene.commit(), [1]);
    assert_eq!(scene.journal.mark().look(at, Waker::noop()), None);
    scene.allow();
    assert_eq!(scene.settled(at), Settled::Durable);
    scene.close();
}

#[test]
fn what_comes_during_a_commit_goes_into_one_group() {
    let scene = Scene::new();
    scene.journal.append(added(1));
    assert_eq!(scene.commit(), [1]);
    for job in 2..=9 {
        scene.journal.append(added(job));
    }
    scene.allow();
    assert_eq!(scene.commit(), [2, 3, 4, 5, 6, 7, 8, 9]);
    scene.allow();
    scene.close();
}

#[test]
fn a_job_that_ends_before_its_group_is_taken_is_not_written() {
    let scene = Scene::new();
    scene.journal.append(added(1));
    assert_eq!(scene.commit(), [1]);
    scene.journal.append(added(2));
    let at = scene.journal.append(done(2));
    scene.allow();
    assert_eq!(scene.settled(at), Settled::Durable);
    assert!(scene.commits.try_recv().is_err());
    scene.close();
}

#[test]
fn what_cancelled_out_while_the_disk_hung_is_settled_with_what_is_written() {
    let scene = Scene::new();
    scene.journal.append(added(1));
    assert_eq!(scene.commit(), [1]);
    let mut at = Lsn::default();
    let jobs = u64::try_from(COMPACTED_FROM / 2).expect("a small number");
    for job in 2..2 + jobs {
        at = scene.journal.append(added(job));
        scene.journal.append(done(job));
    }
    scene.allow();
    assert_eq!(scene.settled(at), Settled::Durable);
    scene.close();
}

#[test]
fn closing_writes_what_waits() {
    let scene = Scene::new();
    scene.journal.append(added(1));
    scene.commit();
    let at = scene.journal.append(added(2));
    scene.journal.close();
    scene.allow();
    scene.commit();
    scene.allow();
    assert_eq!(scene.settled(at), Settled::Durable);
    assert_eq!(scene.writer.join(), Ok(()));
}

#[test]
fn the_journal_goes_with_its_users() {
    let scene = Scene::new();
    let journal: Weak<Journal> = Arc::downgrade(&scene.journal);
    scene.close();
    assert!(journal.upgrade().is_none());
}
