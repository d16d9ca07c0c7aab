use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use bytes::Bytes;
use geartrain_dispatch::{
    Config, Dispatcher, Input, JobId, KeptJob, Mode, Priority, Record, Reply, Submission,
    Timestamp, Unique,
};
use geartrain_protocol::Response;
use geartrain_store::{Attempt, Group, JobNumbers, Loaded, MemoryStore, Store, StoreError, Tidied};
use parking_lot::Mutex;

use super::{Journal, Lsn, Mark, Owner, Settled, WriterThread};
use crate::clock::Clock;
use crate::gear::{Message, Outbox, Promise};
use crate::hub::{Hub, Membership, PeerFacts, Step};
use crate::metrics::Metrics;

/// Longest wait for the writer; reached only when a test fails.
const DEADLINE: Duration = Duration::from_secs(20);

fn added(job: u64) -> Record {
    Record::Added(Box::new(KeptJob {
        job: JobId(job),
        function: Bytes::from_static(b"f"),
        unique: Unique::None,
        workload: Bytes::new(),
        reducer: None,
        priority: Priority::NORMAL,
        submitted: Timestamp(1),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }))
}

fn done(job: u64) -> Record {
    Record::Done { job: JobId(job) }
}

/// A store that asks before each commit what should come of it.
struct Asking {
    store: MemoryStore,
    commits: Sender<Vec<JobId>>,
    verdicts: Receiver<Result<(), StoreError>>,
}

impl Store for Asking {
    fn numbers(&self) -> JobNumbers {
        self.store.numbers()
    }

    fn extend_numbers(&mut self, next: JobId) -> Result<JobNumbers, StoreError> {
        self.store.extend_numbers(next)
    }

    fn load(&mut self, each: &mut dyn FnMut(Record)) -> Result<Loaded, StoreError> {
        self.store.load(each)
    }

    fn commit(&mut self, group: &Group) -> Result<(), StoreError> {
        if group.is_empty() {
            return Ok(());
        }
        self.commits
            .send(group.added().map(|job| job.job).collect())
            .expect("the test listens");
        self.verdicts
            .recv_timeout(DEADLINE)
            .expect("the test answers")?;
        self.store.commit(group)
    }

    fn tidy(&mut self, budget: Duration) -> Result<Tidied, StoreError> {
        self.store.tidy(budget)
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        self.store.reopen()
    }
}

#[derive(Default)]
struct Discarding {
    lost: Mutex<Vec<JobId>>,
    next: AtomicU64,
}

impl Owner for Discarding {
    fn discard(&self, jobs: &[JobId]) {
        self.lost.lock().extend(jobs);
    }

    fn next_job(&self) -> JobId {
        JobId(self.next.load(Ordering::SeqCst))
    }
}

struct Alarm(Mutex<Sender<()>>);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        // A test that has ended does not listen any more.
        let _ = self.0.lock().send(());
    }
}

/// A waker, and where it is heard.
fn alarm() -> (Waker, Receiver<()>) {
    let (alarm, rings) = channel();
    (Waker::from(Arc::new(Alarm(Mutex::new(alarm)))), rings)
}

/// A journal whose store does what the test says.
struct Scene {
    journal: Arc<Journal>,
    owner: Arc<Discarding>,
    writer: WriterThread,
    commits: Receiver<Vec<JobId>>,
    verdicts: Sender<Result<(), StoreError>>,
}

impl Scene {
    fn new() -> Self {
        let owner = Arc::new(Discarding::default());
        Self::of(Journal::new(), owner.clone(), owner)
    }

    /// `watched` is the owner if it is one that only takes notes.
    fn of(journal: Arc<Journal>, owner: Arc<dyn Owner>, watched: Arc<Discarding>) -> Self {
        let (commits_to, commits) = channel();
        let (verdicts, verdicts_from) = channel();
        let store = Asking {
            store: MemoryStore::new(JobId(1)).unwrap(),
            commits: commits_to,
            verdicts: verdicts_from,
        };
        let writer = journal.start(Box::new(store), owner).unwrap();
        Self {
            journal,
            owner: watched,
            writer,
            commits,
            verdicts,
        }
    }

    /// The jobs that the next commit adds.
    fn commit(&self) -> Vec<u64> {
        let jobs = self
            .commits
            .recv_timeout(DEADLINE)
            .expect("the writer commits");
        jobs.into_iter().map(|job| job.0).collect()
    }

    fn allow(&self) {
        self.verdicts.send(Ok(())).unwrap();
    }

    fn refuse(&self) {
        self.verdicts
            .send(Err(StoreError::Full {
                attempt: Attempt::Commit,
            }))
            .unwrap();
    }

    /// Waits until the position is settled.
    fn settled(&self, at: Lsn) -> Settled {
        let (waker, rings) = alarm();
        loop {
            if let Some(settled) = self.journal.mark().look(at, &waker) {
                return settled;
            }
            rings
                .recv_timeout(DEADLINE)
                .expect("whoever waits is woken");
        }
    }

    fn close(self) {
        self.journal.close();
        self.writer.join();
    }
}

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
fn a_failed_group_is_discarded_and_its_promises_fail() {
    let scene = Scene::new();
    let first = scene.journal.append(added(1));
    scene.commit();
    let second = scene.journal.append(added(2));
    scene.refuse();
    assert!(matches!(scene.settled(first), Settled::Failed(reason) if reason.contains("full")));
    assert_eq!(*scene.owner.lost.lock(), [JobId(1)]);
    assert!(scene.journal.health().trouble().is_some());
    scene.commit();
    scene.allow();
    assert_eq!(scene.settled(second), Settled::Durable);
    assert!(matches!(scene.settled(first), Settled::Failed(_)));
    assert_eq!(scene.journal.health().trouble(), None);
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
    scene.writer.join();
}

#[test]
fn the_journal_goes_with_its_users() {
    let scene = Scene::new();
    let journal: Weak<Journal> = Arc::downgrade(&scene.journal);
    scene.close();
    assert!(journal.upgrade().is_none());
}

/// A hub that hands its records to the journal.
fn hub(journal: &Arc<Journal>) -> Arc<Hub> {
    let rules = Config {
        is_durable: true,
        ..Config::default()
    };
    Arc::new(Hub::new(
        Dispatcher::new(rules),
        Some(journal.clone()),
        Clock::start(),
        Arc::new(Metrics::new()),
    ))
}

/// A peer that submits a background job of this unique.
fn submitter(hub: &Arc<Hub>, unique: &'static str) -> Membership {
    let facts = PeerFacts {
        address: ([127, 0, 0, 1], 1).into(),
        socket: 3,
    };
    let peer = hub.join(facts, Outbox::new(1_000_000));
    peer.handle_all(&mut vec![Step::Handle(Input::Submit(Submission {
        function: Bytes::from_static(b"f"),
        unique: Unique::Given(Bytes::from_static(unique.as_bytes())),
        workload: Bytes::new(),
        reducer: None,
        priority: Priority::NORMAL,
        mode: Mode::Background,
        not_before: None,
    }))]);
    peer
}

fn answer(peer: &Membership) -> Message {
    let (waker, rings) = alarm();
    let mut batch = Vec::new();
    loop {
        let cx = &mut Context::from_waker(&waker);
        peer.outbox().take(usize::MAX, &mut batch, cx);
        if let Some(answer) = batch.pop() {
            return answer;
        }
        rings.recv_timeout(DEADLINE).expect("a promise is settled");
    }
}

fn is_refused(message: &Message) -> bool {
    matches!(message, Message::Response(Response::Error { .. }))
}

#[test]
fn whoever_joined_a_job_that_could_not_be_kept_is_refused() {
    let journal = Journal::new();
    let hub = hub(&journal);
    let scene = Scene::of(journal, hub.clone(), Arc::default());
    let brought = submitter(&hub, "lost");
    assert_eq!(scene.commit(), [1]);
    let other = submitter(&hub, "kept");
    let joined = submitter(&hub, "lost");
    scene.refuse();
    assert_eq!(scene.commit(), [2]);
    scene.allow();
    assert_eq!(answer(&other), created(2));
    assert!(is_refused(&answer(&brought)));
    assert!(is_refused(&answer(&joined)));
    assert_eq!(hub.job_rows().len(), 1);
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

fn created(job: u64) -> Message {
    Message::Reply(Reply::JobCreated { job: JobId(job) })
}

#[test]
fn a_promise_that_is_looked_at_again_is_not_listed_twice() {
    let scene = Scene::new();
    let at = scene.journal.append(added(1));
    assert_eq!(scene.commit(), [1]);
    let (waker, _rings) = alarm();
    let mut promise = Promise::new(JobId(1), at, scene.journal.clone());
    for _ in 0..3 {
        assert_eq!(promise.look(&waker), None);
    }
    assert_eq!(scene.journal.mark().waiters(), 1);
    scene.allow();
    assert_eq!(scene.settled(at), Settled::Durable);
    assert_eq!(promise.look(&waker), Some(created(1)));
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
