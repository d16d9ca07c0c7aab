//! Prints how long a deep queue takes to open and to load, what memory it takes, and whether its
//! file shrinks once it is drained.
//!
//! `cargo run --release -p geartrain-store --example load_million [JOBS] [WORKLOAD_BYTES]`

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use geartrain_dispatch::{JobId, KeptJob, Priority, Record, Timestamp, Unique};
use geartrain_store::{Fence, Group, SqliteOptions, SqliteStore, Store, Tidied};

const GROUP: u64 = 4_096;
const IDLE_BUDGET: Duration = Duration::from_millis(10);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let jobs: u64 = arguments
        .next()
        .map_or(Ok(1_000_000), |jobs| jobs.parse())?;
    let workload: usize = arguments.next().map_or(Ok(64), |bytes| bytes.parse())?;
    let folder = Path::new("load-million");
    let path = folder.join("jobs.sqlite3");
    timed("fill", || fill(&path, jobs, workload))?;
    print_file(&path)?;
    let mut store = timed("open", || open(&path))?;
    let before = resident_bytes()?;
    let mut kept = Vec::with_capacity(usize::try_from(jobs)?);
    timed("load", || Ok(store.load(&mut |record| kept.push(record))?))?;
    println!(
        "memory per job {:.0} bytes",
        (resident_bytes()? - before) / jobs as f64
    );
    let ids = kept.iter().filter_map(|record| match record {
        Record::Added(job) => Some(job.job),
        _ => None,
    });
    let ids: Vec<JobId> = ids.collect();
    drop(kept);
    timed("drain", || drain(&mut store, &ids))?;
    print_file(&path)?;
    timed("tidy", || tidy(&mut store))?;
    print_file(&path)?;
    drop(store);
    Ok(fs::remove_dir_all(folder)?)
}

fn timed<T>(
    what: &str,
    act: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<T, Box<dyn Error>> {
    let start = Instant::now();
    let done = act()?;
    println!("{what:6} {:8.3} s", start.elapsed().as_secs_f64());
    Ok(done)
}

fn open(path: &Path) -> Result<SqliteStore, Box<dyn Error>> {
    Ok(SqliteStore::open(path, &SqliteOptions::default())?)
}

fn fill(path: &Path, jobs: u64, workload: usize) -> Result<(), Box<dyn Error>> {
    let mut store = open(path)?;
    let workload = Bytes::from(vec![b'w'; workload]);
    let (first, end) = (1, jobs + 1);
    for start in (first..end).step_by(usize::try_from(GROUP)?) {
        let mut group = Group::new(Fence::EMBEDDED);
        for id in start..end.min(start + GROUP) {
            group.push(Record::Added(Box::new(job(id, &workload))));
        }
        store.commit(&group)?;
    }
    Ok(())
}

fn drain(store: &mut SqliteStore, ids: &[JobId]) -> Result<(), Box<dyn Error>> {
    for ids in ids.chunks(usize::try_from(GROUP)?) {
        let mut group = Group::new(Fence::EMBEDDED);
        for job in ids {
            group.push(Record::Done { job: *job });
        }
        store.commit(&group)?;
    }
    Ok(())
}

fn tidy(store: &mut SqliteStore) -> Result<(), Box<dyn Error>> {
    let mut longest = Duration::ZERO;
    loop {
        let start = Instant::now();
        let tidied = store.tidy(IDLE_BUDGET)?;
        longest = longest.max(start.elapsed());
        if tidied == Tidied::All {
            println!("longest step {longest:?}");
            return Ok(());
        }
    }
}

fn job(id: u64, workload: &Bytes) -> KeptJob {
    KeptJob {
        job: JobId(id),
        function: Bytes::from_static(b"resize_image"),
        unique: Unique::Given(Bytes::from(id.to_string())),
        workload: workload.clone(),
        reducer: None,
        priority: Priority::NORMAL,
        submitted: Timestamp(1_700_000_000_000),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }
}

fn print_file(path: &Path) -> Result<(), Box<dyn Error>> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = fs::metadata(log).map_or(0, |log| log.len());
    println!("file {} bytes, log {log} bytes", fs::metadata(path)?.len());
    Ok(())
}

fn resident_bytes() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let kib = line
        .and_then(|line| line.split_whitespace().nth(1))
        .ok_or("no VmRSS")?;
    Ok(kib.parse::<f64>()? * 1_024.0)
}
