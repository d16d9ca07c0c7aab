//! Prints what keeping a job costs: CPU and time per job that is added and ended, for groups of
//! several sizes, in SQLite and in memory.
//!
//! `cargo run --release -p geartrain-store --example commit_cost [FOLDER]`

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Priority, Record, Timestamp, Unique};
use geartrain_store::{Fence, Group, MemoryStore, SqliteOptions, SqliteStore, Store};

/// Jobs that wait between being added and ended, so that a job is not ended in its own group.
const DEPTH: u64 = 10_000;
const GROUP_SIZES: [u64; 4] = [1, 64, 256, 4_096];
/// Longest measurement of one kind.
const TIME_MAX: Duration = Duration::from_secs(5);
const JOBS_MAX: u64 = 400_000;
const WORKLOAD: [u8; 64] = [b'w'; 64];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args()
        .nth(1)
        .unwrap_or_else(|| "commit-cost".to_owned());
    println!("store   group  jobs/s  CPU us/job  time us/job  commit us: median      p99      max");
    for group in GROUP_SIZES {
        measure("memory", &mut MemoryStore::new(JobId(1))?, group)?;
    }
    for group in GROUP_SIZES {
        let path = Path::new(&folder).join("jobs.sqlite3");
        let mut store = SqliteStore::open(&path, &SqliteOptions::default())?;
        measure("sqlite", &mut store, group)?;
        drop(store);
        fs::remove_dir_all(&folder)?;
    }
    Ok(())
}

fn measure(name: &str, store: &mut dyn Store, size: u64) -> Result<(), Box<dyn Error>> {
    let first = store.numbers().first.0;
    let mut commits = Vec::new();
    let (start, cpu_before) = (Instant::now(), cpu_time()?);
    let mut jobs = 0;
    while jobs < JOBS_MAX && start.elapsed() < TIME_MAX {
        let group = group_of(first + jobs, first, size);
        let before = Instant::now();
        store.commit(&group)?;
        commits.push(before.elapsed());
        jobs += size;
    }
    let (time, cpu) = (start.elapsed(), cpu_time()?.saturating_sub(cpu_before));
    commits.sort_unstable();
    let at = |percent: usize| micros(commits[(commits.len() - 1) * percent / 100], 1);
    println!(
        "{name}  {size:6} {:7.0} {:11.2} {:12.2} {:18.0} {:8.0} {:8.0}",
        jobs as f64 / time.as_secs_f64(),
        micros(cpu, jobs),
        micros(time, jobs),
        at(50),
        at(99),
        at(100),
    );
    Ok(())
}

/// A group that adds jobs from `next` on and ends as many older ones.
fn group_of(next: u64, first: u64, size: u64) -> Group {
    let mut group = Group::new(Fence::EMBEDDED);
    for id in next..next + size {
        group.push(Record::Added(Box::new(job(id))));
        if id >= first + DEPTH {
            group.push(Record::Done {
                job: JobId(id - DEPTH),
            });
        }
    }
    group
}

fn job(id: u64) -> KeptJob {
    KeptJob {
        job: JobId(id),
        function: Bytes::from_static(b"resize_image"),
        unique: Unique::Given(Bytes::from(id.to_string())),
        workload: Bytes::from_static(&WORKLOAD),
        reducer: None,
        priority: Priority::NORMAL,
        submitted: Timestamp(1_700_000_000_000),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }
}

fn micros(time: Duration, count: u64) -> f64 {
    time.as_secs_f64() * 1e6 / count as f64
}

/// Time that this process computed so far, in itself and in the system.
fn cpu_time() -> Result<Duration, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/schedstat")?;
    let nanos = stat.split_whitespace().next().ok_or("no time")?;
    Ok(Duration::from_nanos(nanos.parse()?))
}
