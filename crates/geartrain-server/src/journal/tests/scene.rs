//! A journal whose store does what the test says, and a hub in front of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use geartrain_dispatch::{
    Config, Dispatcher, Input, JobId, KeptJob, Mode, Priority, Record, Reply, Submission,
    Timestamp, Unique,
};
use geartrain_protocol::Response;
use geartrain_store::{Attempt, Group, JobNumbers, Loaded, MemoryStore, Store, StoreError, Tidied};
use parking_lot::Mutex;

use crate::clock::Clock;
use crate::gear::Message;
use crate::hub::scene::{join, submission};
use crate::hub::{Hub, Membership, Step};
use crate::journal::{Journal, Lsn, Owner, Settled, Unwritten, WriterThread};
use crate::metrics::Metrics;

/// Longest wait for the writer; reached only when a test fails.
const DEADLINE: Duration = Duration::from_secs(120);

pub(super) fn added(job: u64) -> Record {
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

pub(super) fn done(job: u64) -> Record {
    Record::Done { job: JobId(job) }
}

fn full(attempt: Attempt) -> StoreError {
    StoreError::Full { attempt }
}

/// A store that asks before each commit what should come of it.
pub(super) struct Asking {
    store: MemoryStore,
    moods: Arc<Moods>,
    commits: Sender<Vec<JobId>>,
    verdicts: Receiver<Result<(), StoreError>>,
}

/// What the store does without asking, and how often it was asked for it.
#[derive(Default)]
pub(super) struct Moods {
    /// Commits are refused.
    pub(super) is_full: AtomicBool,
    pub(super) refused: AtomicU64,
    /// They are refused because of what went wrong before.
    pub(super) is_distrusted: AtomicBool,
    /// Only ends of jobs are taken, as on a full disk.
    pub(super) takes_only_ends: AtomicBool,
    /// Tidying is refused.
    pub(super) is_untidy: AtomicBool,
    pub(super) tidied: AtomicU64,
    /// Tidying waits for it.
    pub(super) hang: Mutex<()>,
}

impl Store for Asking {
    fn numbers(&self) -> JobNumbers {
        self.store.numbers()
    }

    fn extend_numbers(&mut self, next: JobId) -> Result<JobNumbers, StoreError> {
        if self.moods.takes_only_ends.load(Ordering::SeqCst) {
            self.moods.refused.fetch_add(1, Ordering::SeqCst);
            return Err(full(Attempt::SetNumbersAside));
        }
        self.store.extend_numbers(next)
    }

    fn load(&mut self, each: &mut dyn FnMut(Record)) -> Result<Loaded, StoreError> {
        self.store.load(each)
    }

    fn commit(&mut self, group: &Group) -> Result<(), StoreError> {
        if group.is_empty() {
            return Ok(());
        }
        if self.moods.is_full.load(Ordering::SeqCst) {
            self.moods.refused.fetch_add(1, Ordering::SeqCst);
            let attempt = Attempt::Commit;
            return Err(match self.moods.is_distrusted.load(Ordering::SeqCst) {
                true => StoreError::Distrusted { attempt },
                false => full(attempt),
            });
        }
        if self.moods.takes_only_ends.load(Ordering::SeqCst) {
            return match group.added().next() {
                Some(_) => Err(full(Attempt::Commit)),
                None => self.store.commit(group),
            };
        }
        let jobs = group.added().map(|job| job.job).collect();
        // A test that has ended does not answer; a panic here would end the process of all tests.
        let is_told = self.commits.send(jobs).is_ok();
        match self.verdicts.recv_timeout(DEADLINE) {
            Ok(verdict) if is_told => verdict?,
            _ => return Err(full(Attempt::Commit)),
        }
        self.store.commit(group)
    }

    fn tidy(&mut self, budget: Duration) -> Result<Tidied, StoreError> {
        self.moods.tidied.fetch_add(1, Ordering::SeqCst);
        drop(self.moods.hang.lock());
        if self.moods.is_untidy.load(Ordering::SeqCst) {
            return Err(full(Attempt::Tidy));
        }
        self.store.tidy(budget)
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        self.store.reopen()
    }
}

#[derive(Default)]
pub(super) struct Discarding {
    pub(super) lost: Mutex<Vec<JobId>>,
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

pub(super) struct Alarm(Mutex<Sender<()>>);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        // A test that has ended does not listen any more.
        let _ = self.0.lock().send(());
    }
}

/// A waker, and where it is heard.
pub(super) fn alarm() -> (Waker, Receiver<()>) {
    let (alarm, rings) = channel();
    (Waker::from(Arc::new(Alarm(Mutex::new(alarm)))), rings)
}

/// A journal whose store does what the test says.
pub(super) struct Scene {
    pub(super) journal: Arc<Journal>,
    pub(super) owner: Arc<Discarding>,
    pub(super) writer: WriterThread,
    pub(super) commits: Receiver<Vec<JobId>>,
    pub(super) verdicts: Sender<Result<(), StoreError>>,
    pub(super) moods: Arc<Moods>,
}

impl Scene {
    pub(super) fn new() -> Self {
        let owner = Arc::new(Discarding::default());
        Self::of(Journal::new(), owner.clone(), owner)
    }

    /// `watched` is the owner if it is one that only takes notes.
    pub(super) fn of(
        journal: Arc<Journal>,
        owner: Arc<dyn Owner>,
        watched: Arc<Discarding>,
    ) -> Self {
        let (commits_to, commits) = channel();
        let (verdicts, verdicts_from) = channel();
        let moods = Arc::<Moods>::default();
        let store = Asking {
            moods: moods.clone(),
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
            moods,
        }
    }

    /// The jobs that the next commit adds.
    pub(super) fn commit(&self) -> Vec<u64> {
        let jobs = self
            .commits
            .recv_timeout(DEADLINE)
            .expect("the writer commits");
        jobs.into_iter().map(|job| job.0).collect()
    }

    pub(super) fn allow(&self) {
        self.verdicts.send(Ok(())).unwrap();
    }

    pub(super) fn refuse(&self) {
        self.verdicts.send(Err(full(Attempt::Commit))).unwrap();
    }

    /// Waits until the position is settled.
    pub(super) fn settled(&self, at: Lsn) -> Settled {
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

    /// Waits until somebody has noticed that the store works again.
    pub(super) fn until_well(&self) {
        self.until(|journal| journal.health().trouble().is_none());
    }

    /// Waits for something that nobody is woken for.
    pub(super) fn until(&self, is_so: impl Fn(&Journal) -> bool) {
        let began = Instant::now();
        while !is_so(&self.journal) {
            assert!(began.elapsed() < DEADLINE, "it does not come to that");
            thread::yield_now();
        }
    }

    pub(super) fn close(self) {
        assert_eq!(self.close_with(), Ok(()));
    }

    pub(super) fn close_with(self) -> Result<(), Unwritten> {
        self.journal.close();
        self.writer.join()
    }
}

/// A hub that hands its records to the journal.
pub(super) fn hub(journal: &Arc<Journal>) -> Arc<Hub> {
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
pub(super) fn submitter(hub: &Arc<Hub>, unique: &'static str) -> Membership {
    let peer = join(hub);
    submit(&peer, unique);
    peer
}

pub(super) fn submit(peer: &Membership, unique: &'static str) {
    peer.handle_all(&mut vec![Step::Handle(Input::Submit(Submission {
        unique: Unique::Given(Bytes::from_static(unique.as_bytes())),
        ..submission(Mode::Background)
    }))]);
}

pub(super) fn answer(peer: &Membership) -> Message {
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

pub(super) fn is_refused(message: &Message) -> bool {
    matches!(message, Message::Response(answer) if matches!(**answer, Response::Error { .. }))
}

pub(super) fn created(job: u64) -> Message {
    Message::Reply(Reply::JobCreated { job: JobId(job) })
}
