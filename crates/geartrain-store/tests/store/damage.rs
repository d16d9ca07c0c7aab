//! Files that were torn, bent, cut or swapped for something else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use geartrain_dispatch::{JobId, KeptJob, Record};
use geartrain_store::{OnDamage, Salvaged, SqliteOptions, SqliteStore, Store, StoreError};

use crate::fixture::{Place, add_jobs, contents, done, group, job, job_ids};

const JOBS: u64 = 1_500;
const JOBS_COUNT: usize = 1_500;
/// More than fit on one page of the table.
const JOBS_PER_PAGE_MAX: usize = 80;
const GROUP: u64 = 10;

/// The main file and the log, as a process that was killed leaves them.
struct Files {
    main: Vec<u8>,
    log: Vec<u8>,
}

impl Files {
    fn of(place: &Place) -> Self {
        Self {
            main: fs::read(place.path()).expect("the file is there"),
            log: fs::read(place.beside("-wal")).unwrap_or_default(),
        }
    }

    fn put(&self, place: &Place) {
        fs::write(place.path(), &self.main).expect("written");
        fs::write(place.beside("-wal"), &self.log).expect("written");
    }
}

/// A store with all its jobs in the main file.
fn one_file() -> Files {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=JOBS);
    drop(store);
    Files {
        log: Vec::new(),
        ..Files::of(&place)
    }
}

/// A store with groups of jobs in its log, killed.
fn with_log(groups: u64) -> Files {
    let place = Place::new();
    let mut store = place.open();
    for start in (0..groups).map(|index| 1 + index * GROUP) {
        add_jobs(&mut store, start..start + GROUP);
    }
    Files::of(&place)
}

fn kept_jobs(store: &mut dyn Store) -> BTreeMap<JobId, KeptJob> {
    let jobs = contents(store)
        .into_iter()
        .filter_map(|record| match record {
            Record::Added(job) => Some((job.job, *job)),
            _ => None,
        });
    jobs.collect()
}

/// Every job is one that was committed, as it was. What may change of a job has no checksum.
fn assert_all_genuine(jobs: &BTreeMap<JobId, KeptJob>, most: u64) {
    for (id, kept) in jobs {
        assert!((1..=most).contains(&id.0), "{id:?} was never committed");
        let unchanged = KeptJob {
            attempts: 0,
            is_buried: false,
            ..kept.clone()
        };
        assert_eq!(unchanged, job(id.0));
    }
}

/// Opens a damaged store and checks that what is told about it is true.
fn salvage(place: &Place, before: &Files) -> (BTreeMap<JobId, KeptJob>, Option<Salvaged>) {
    let mut store = place.open();
    let jobs = kept_jobs(&mut store);
    let salvaged = store.salvaged().cloned();
    if let Some(salvaged) = &salvaged {
        assert_eq!(salvaged.jobs, jobs.len() as u64);
        let set_aside = fs::read(&salvaged.set_aside).expect("read");
        let changed = set_aside
            .iter()
            .zip(&before.main)
            .position(|(now, before)| now != before);
        assert_eq!((changed, set_aside.len()), (None, before.main.len()));
    }
    (jobs, salvaged)
}

#[test]
fn an_emptied_file_gives_back_what_its_log_has() {
    let emptied = Files {
        main: Vec::new(),
        ..with_log(8)
    };
    let place = Place::new();
    emptied.put(&place);
    let (jobs, salvaged) = salvage(&place, &emptied);
    assert!(salvaged.is_some());
    assert_all_genuine(&jobs, 8 * GROUP);
    assert!(!jobs.is_empty());
}

#[test]
fn a_log_that_was_torn_anywhere_gives_back_whole_groups() {
    let files = with_log(8);
    let mut lengths: Vec<usize> = (0..files.log.len()).step_by(1_009).collect();
    lengths.push(files.log.len());
    let mut groups_before = 0;
    for length in lengths {
        let place = Place::new();
        let torn = Files {
            main: files.main.clone(),
            log: files.log[..length].to_vec(),
        };
        torn.put(&place);
        let mut store = place
            .try_open(OnDamage::Refuse)
            .expect("a torn log is no damage");
        let ids = job_ids(&mut store);
        let groups = ids.len() as u64 / GROUP;
        let whole: Vec<u64> = (1..=groups * GROUP).collect();
        assert_eq!(ids, whole, "cut at {length}");
        assert!(groups >= groups_before, "cut at {length}");
        groups_before = groups;
    }
    assert_eq!(groups_before, 8);
}

#[test]
fn a_flipped_byte_in_the_log_costs_no_more_than_a_page_or_two_groups_at_its_end() {
    let files = with_log(12);
    let mut salvages = 0;
    // The header of the log: without it nothing says that there ever was one.
    for at in (32..files.log.len()).step_by(991) {
        let place = Place::new();
        let mut bent = Files {
            main: files.main.clone(),
            log: files.log.clone(),
        };
        bent.log[at] ^= 0x40;
        bent.put(&place);
        let (jobs, salvaged) = salvage(&place, &bent);
        assert_all_genuine(&jobs, 12 * GROUP);
        let least = match &salvaged {
            Some(_) => 120 - JOBS_PER_PAGE_MAX,
            None => 100,
        };
        assert!(
            jobs.len() >= least,
            "flipped at {at}: {} jobs, {salvaged:?}",
            jobs.len()
        );
        salvages += usize::from(salvaged.is_some());
    }
    assert!(salvages > 20, "only {salvages} flips were noticed");
}

#[test]
fn a_flipped_byte_costs_no_more_than_a_page_of_jobs() {
    let files = one_file();
    let mut salvages = 0;
    for at in (0..files.main.len()).step_by(797) {
        let place = Place::new();
        let mut bent = Files {
            main: files.main.clone(),
            log: Vec::new(),
        };
        bent.main[at] ^= 0x10;
        bent.put(&place);
        let refused = place.try_open(OnDamage::Refuse).err();
        let (jobs, salvaged) = salvage(&place, &bent);
        assert_all_genuine(&jobs, JOBS);
        assert_eq!(salvaged.is_some(), refused.is_some(), "flipped at {at}");
        let least = JOBS_COUNT - JOBS_PER_PAGE_MAX;
        assert!(
            jobs.len() >= least,
            "flipped at {at}: {} jobs, {salvaged:?}",
            jobs.len()
        );
        salvages += usize::from(salvaged.is_some());
    }
    assert!(salvages > 20, "only {salvages} flips were noticed");
}

#[test]
fn each_byte_of_the_header_may_flip() {
    let files = one_file();
    for at in 0..100 {
        let place = Place::new();
        let mut bent = Files {
            main: files.main.clone(),
            log: Vec::new(),
        };
        bent.main[at] ^= 0x55;
        bent.put(&place);
        match place.try_open(OnDamage::Salvage) {
            // A version is believed: the file may well be of a later one.
            Err(StoreError::Newer { .. }) => assert!((60..64).contains(&at)),
            Err(error) => panic!("flipped at {at}: {error}"),
            Ok(mut store) => assert_eq!(kept_jobs(&mut store).len(), JOBS_COUNT, "byte {at}"),
        }
    }
}

#[test]
fn pages_that_only_a_broken_header_speaks_of_are_not_called_lost() {
    let mut files = one_file();
    files.main[..100].fill(b'x');
    let place = Place::new();
    files.put(&place);
    let (jobs, salvaged) = salvage(&place, &files);
    assert_eq!(jobs.len(), JOBS_COUNT);
    assert_eq!(salvaged.expect("it is damaged").pages_lost, 0);
}

#[test]
fn a_page_of_zeros_costs_no_more_than_its_own_jobs() {
    let files = one_file();
    for page in 0..files.main.len() / 4_096 {
        let place = Place::new();
        let mut bent = Files {
            main: files.main.clone(),
            log: Vec::new(),
        };
        bent.main[page * 4_096..(page + 1) * 4_096].fill(0);
        bent.put(&place);
        let (jobs, salvaged) = salvage(&place, &bent);
        assert_all_genuine(&jobs, JOBS);
        let least = JOBS_COUNT - JOBS_PER_PAGE_MAX;
        assert!(
            jobs.len() >= least,
            "page {page}: {} jobs, {salvaged:?}",
            jobs.len()
        );
    }
}

#[test]
fn a_file_that_was_cut_gives_back_what_is_before_the_cut() {
    let files = one_file();
    for length in [
        0,
        1,
        100,
        4_095,
        4_096,
        20_000,
        files.main.len() / 2,
        files.main.len() - 1,
    ] {
        let place = Place::new();
        let cut = Files {
            main: files.main[..length].to_vec(),
            log: Vec::new(),
        };
        cut.put(&place);
        let (jobs, _) = salvage(&place, &cut);
        assert_all_genuine(&jobs, JOBS);
        let pages_of_jobs = (length / 4_096).saturating_sub(10);
        assert!(
            jobs.len() >= pages_of_jobs * 20,
            "cut at {length}: {} jobs",
            jobs.len()
        );
    }
}

#[test]
fn garbage_is_set_aside_and_the_numbers_go_on_far_away() {
    let place = Place::new();
    let garbage = b"no database ".repeat(1_000);
    fs::write(place.path(), &garbage).expect("written");
    let refused = place.try_open(OnDamage::Refuse).expect_err("it is damaged");
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
    let mut store = place.open();
    assert_eq!(contents(&mut store), []);
    assert!(store.numbers().first.0 > 1 << 41);
    let salvaged = store.salvaged().expect("it was damaged");
    assert_eq!(salvaged.set_aside, place.beside(".damaged-1"));
    assert_eq!(fs::read(&salvaged.set_aside).expect("read"), garbage);
    add_jobs(&mut store, [1 << 43]);
}

#[test]
fn each_damaged_file_is_set_aside_under_a_name_of_its_own() {
    let place = Place::new();
    for number in 1..=3 {
        fs::write(place.path(), b"garbage ".repeat(100)).expect("written");
        drop(place.open());
        assert!(place.beside(&format!(".damaged-{number}")).exists());
    }
}

#[test]
fn salvage_reads_the_log_as_well() {
    let files = with_log(20);
    let place = Place::new();
    let mut bent = files;
    // The header of the file: SQLite refuses it, whatever the log says.
    bent.main[..16].fill(0);
    bent.put(&place);
    let (jobs, _) = salvage(&place, &bent);
    assert_eq!(jobs.len() as u64, 20 * GROUP);

    let place = Place::new();
    bent = with_log(20);
    bent_leaf(&mut bent, &place);
    let (jobs, salvaged) = salvage(&place, &bent);
    assert!(salvaged.is_some());
    assert_all_genuine(&jobs, JOBS + 20 * GROUP);
    assert!(jobs.len() as u64 > 20 * GROUP);
    assert!(place.beside(".damaged-1-wal").exists());
}

#[test]
fn a_log_without_its_header_is_damage_and_gives_back_what_follows() {
    for at in [0, 3, 9, 17, 26, 31] {
        let mut bent = with_log(20);
        bent.log[at] ^= 1;
        let place = Place::new();
        bent.put(&place);
        let strict = SqliteOptions {
            on_damage: OnDamage::Refuse,
            ..SqliteOptions::default()
        };
        let refused = SqliteStore::open(&place.path(), &strict).expect_err("it is damaged");
        assert!(matches!(refused, StoreError::Damaged { .. }), "{refused}");
        let (jobs, salvaged) = salvage(&place, &bent);
        assert!(salvaged.expect("it was damaged").pages_lost >= 1);
        assert_all_genuine(&jobs, 20 * GROUP);
        assert_eq!(jobs.len() as u64, 20 * GROUP, "byte {at}");
    }
}

#[test]
fn a_log_of_garbage_is_damage_and_one_of_zeros_is_none() {
    let mut bent = one_file();
    bent.log = [0xa5_u8, 1, 2, 3, 4, 5, 6].repeat(2_000);
    let place = Place::new();
    bent.put(&place);
    let (jobs, salvaged) = salvage(&place, &bent);
    assert_eq!(jobs.len(), JOBS_COUNT);
    assert!(salvaged.expect("it was damaged").pages_lost >= 1);

    bent.log.fill(0);
    let place = Place::new();
    bent.put(&place);
    assert_eq!(job_ids(&mut place.open()).len(), JOBS_COUNT);
    assert_eq!(place.open().salvaged(), None);
}

/// A store with a bent leaf in the main file and further jobs in the log.
fn bent_leaf(files: &mut Files, place: &Place) {
    let built = Place::new();
    let mut store = built.open();
    add_jobs(&mut store, 1..=JOBS);
    drop(store);
    let mut store = built.open();
    add_jobs(&mut store, JOBS + 1..=JOBS + 20 * GROUP);
    *files = Files::of(&built);
    let workload = position(&files.main, b"workload of 700");
    files.main[workload] ^= 1;
    files.put(place);
}

fn position(bytes: &[u8], wanted: &[u8]) -> usize {
    let found = bytes
        .windows(wanted.len())
        .position(|window| window == wanted);
    found.expect("it is there")
}

#[test]
fn jobs_that_ended_do_not_come_back_out_of_unused_pages() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=JOBS);
    let ends = group((1..JOBS - 100).map(done));
    store.commit(&ends).expect("committed");
    drop(store);
    let mut bent = Files::of(&place);
    let unique = position(&bent.main, format!("unique-{}", JOBS - 50).as_bytes());
    bent.main[unique] ^= 1;
    bent.put(&place);
    let (jobs, salvaged) = salvage(&place, &bent);
    let salvaged = salvaged.expect("the flip is noticed");
    assert_eq!(salvaged.jobs_lost, [JobId(JOBS - 50)]);
    assert_eq!((salvaged.rows_lost, salvaged.pages_lost), (1, 0));
    let expected = (JOBS - 100..=JOBS).filter(|id| *id != JOBS - 50);
    assert_eq!(
        jobs.keys().map(|id| id.0).collect::<Vec<_>>(),
        expected.collect::<Vec<_>>()
    );
}

#[test]
fn functions_bounds_and_numbers_survive_damage_elsewhere() {
    let place = Place::new();
    let mut store = place.open();
    add_jobs(&mut store, 1..=JOBS);
    let kept = Record::FunctionKept {
        function: "made by hand".into(),
        is_kept: true,
    };
    store.commit(&group([kept.clone()])).expect("committed");
    let end = store.numbers().end;
    drop(store);
    let mut bent = Files::of(&place);
    let workload = position(&bent.main, b"workload of 700");
    bent.main[workload] ^= 1;
    bent.put(&place);
    let mut store = place.open();
    assert_eq!(store.salvaged().expect("noticed").functions, 1);
    assert_eq!(contents(&mut store)[0], kept);
    assert_eq!(store.numbers().first, end);
}

#[test]
fn an_exchange_of_files_that_was_cut_short_is_ended_at_the_next_start() {
    let rescued = Place::new();
    add_jobs(&mut rescued.open(), [7]);
    for moved_already in [0, 1, 2] {
        let place = Place::new();
        with_log(2).put(&place);
        fs::copy(rescued.path(), place.beside(".salvaged-4")).expect("copied");
        let parts = [("", ".damaged-4"), ("-wal", ".damaged-4-wal")];
        for (from, to) in &parts[..moved_already] {
            fs::rename(place.beside(from), place.beside(to)).expect("renamed");
        }
        let mut store = place.open();
        assert_eq!(job_ids(&mut store), [7]);
        let salvaged = store.salvaged().expect("nobody has told it yet");
        assert_eq!((salvaged.is_resumed, salvaged.jobs), (true, 1));
        assert_eq!(salvaged.set_aside, place.beside(".damaged-4"));
        assert!(parts.iter().all(|(_, to)| place.beside(to).exists()));
        assert!(!place.beside(".salvaged-4").exists());
    }
}

#[test]
fn a_salvage_that_was_cut_short_starts_over() {
    let place = Place::new();
    let mut bent = one_file();
    let workload = position(&bent.main, b"workload of 700");
    bent.main[workload] ^= 1;
    bent.put(&place);
    with_log(1).put_beside(&place.beside(".salvaging"));
    let (jobs, _) = salvage(&place, &bent);
    assert_eq!(jobs.len() as u64, JOBS - 1);
    assert!(!place.beside(".salvaging").exists());
}

impl Files {
    fn put_beside(&self, path: &Path) {
        fs::write(path, &self.main).expect("written");
    }
}
