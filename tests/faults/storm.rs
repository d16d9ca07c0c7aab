//! Everything at once: load, workers, a disk that fails at random moments, and kills.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::disk::{Disk, EIO, ENOSPC};
use crate::peer::Peer;
use crate::process::until;
use crate::server::Server;

/// Servers that are killed in a row.
const ROUNDS: u64 = 24;

/// Clients in each round.
const CLIENTS: u64 = 6;

/// Submissions that a client has under way.
const WINDOW: usize = 16;

/// What became of jobs over all rounds.
#[derive(Default)]
struct Account {
    acknowledged: Mutex<BTreeSet<Vec<u8>>>,
    refused: AtomicUsize,
    ran: Mutex<BTreeMap<Vec<u8>, u32>>,
}

impl Account {
    fn answers(&self) -> usize {
        self.acknowledged.lock().expect("no panic").len() + self.refused.load(Ordering::Relaxed)
    }

    fn note_run(&self, payload: Vec<u8>) {
        *self
            .ran
            .lock()
            .expect("no panic")
            .entry(payload)
            .or_default() += 1;
    }

    /// Submits until the server is dead.
    fn submit(&self, mut peer: Peer, name: &str) {
        for window in 0_u64.. {
            let payloads: Vec<Vec<u8>> = (0..WINDOW)
                .map(|number| format!("{name}-{window}-{number}").into_bytes())
                .collect();
            for payload in &payloads {
                peer.send_background("toll", payload);
            }
            for payload in payloads {
                match peer.answer() {
                    Some(Ok(_)) => {
                        self.acknowledged.lock().expect("no panic").insert(payload);
                    }
                    Some(Err(_)) => {
                        self.refused.fetch_add(1, Ordering::Relaxed);
                    }
                    None => return,
                }
            }
        }
    }

    /// Runs jobs until the server is dead or it is told to stop.
    fn work(&self, mut peer: Peer, is_over: &AtomicBool) {
        while !is_over.load(Ordering::Relaxed) {
            match peer.try_grab() {
                Ok(Some(job)) => {
                    peer.try_complete(&job);
                    self.note_run(job.payload);
                }
                Ok(None) => thread::yield_now(),
                Err(_) => return,
            }
        }
    }
}

/// The next of numbers that look random and are the same each time.
fn random(state: &mut u64, below: u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// One of the things that a disk may do.
fn misbehave(disk: &Disk, state: &mut u64) {
    let spared = random(state, 12);
    match random(state, 5) {
        0 => disk.fail_writes(ENOSPC, spared),
        1 => disk.fail_writes(EIO, spared),
        2 => disk.fail_syncs(EIO, spared),
        3 => disk.hang(),
        _ => disk.slow_down(5),
    }
}

#[test]
fn nothing_acknowledged_is_lost_whatever_the_disk_does() {
    let (disk, account) = (Disk::new(), Account::default());
    let mut state = 20_261_122;
    for round in 0..ROUNDS {
        let server = Server::start_on(&disk);
        let address = server.address();
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            // Connected here: the server may be dead before the last thread begins.
            for client in 0..CLIENTS {
                let name = format!("{round}-{client}");
                let (account, peer) = (&account, Peer::connect(&address));
                scope.spawn(move || account.submit(peer, &name));
            }
            // Only in every other round, so that many jobs are kept over some of them.
            if round % 2 == 1 {
                let mut worker = Peer::connect(&address);
                worker.can_do("toll");
                let (account, is_over) = (&account, &is_over);
                scope.spawn(move || account.work(worker, is_over));
            }
            for _ in 0..=random(&mut state, 3) {
                let before = account.answers();
                let enough = 20 + usize::try_from(random(&mut state, 400)).expect("few");
                until("answers", || account.answers() >= before + enough);
                misbehave(&disk, &mut state);
                // With a fault that spares some calls this may be before or after it.
                for _ in 0..random(&mut state, 20) {
                    let _ = Peer::connect(&address).ask("version");
                }
                if random(&mut state, 3) > 0 {
                    disk.mend();
                } else {
                    break;
                }
            }
            is_over.store(true, Ordering::Relaxed);
            server.kill();
        });
        disk.mend();
    }
    let server = Server::start_on(&disk);
    for (payload, times) in Peer::connect(&server.address()).run_all("toll") {
        (0..times).for_each(|_| account.note_run(payload.clone()));
    }
    account.settle();
}

impl Account {
    fn settle(self) {
        let acknowledged = self.acknowledged.into_inner().expect("no panic");
        let ran = self.ran.into_inner().expect("no panic");
        let lost = acknowledged
            .iter()
            .filter(|job| !ran.contains_key(*job))
            .count();
        let repeated = ran.values().filter(|times| **times > 1).count();
        let refused = self.refused.into_inner();
        println!(
            "{} acknowledged, {refused} refused, {} ran, {repeated} more than once, {lost} lost",
            acknowledged.len(),
            ran.len(),
        );
        assert_eq!(lost, 0, "of {} acknowledged jobs", acknowledged.len());
        assert!(acknowledged.len() > 1_000, "there was load");
        assert!(refused > 0, "the disk failed");
    }
}
