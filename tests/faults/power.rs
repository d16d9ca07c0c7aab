//! Power cuts: a server is killed, and all that it did not sync is gone.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;

use tokio::runtime::Runtime;

use crate::disk::Disk;
use crate::kill::die_under_load;
use crate::server::Server;
use crate::toll::run_all;

/// Power cuts in a row.
const CUTS: u64 = 20;

/// A torn end is no damage.
fn start_on_whole(disk: &Disk) -> Server {
    let server = Server::start_on(disk);
    assert_eq!(server.logged("damaged"), 0);
    let set_aside = fs::read_dir(disk.folder().join("0"))
        .expect("there is a server")
        .map(|entry| entry.expect("it is there").file_name())
        .filter(|name| name.to_string_lossy().contains(".damaged-"));
    assert_eq!(set_aside.collect::<Vec<_>>(), Vec::<OsString>::new());
    server
}

#[test]
fn every_acknowledged_job_outlives_a_power_cut() {
    let disk = Disk::with_plug();
    let runtime = Runtime::new().expect("a runtime can be made");
    let mut acknowledged = BTreeSet::new();
    for round in 0..CUTS {
        let server = start_on_whole(&disk);
        acknowledged.extend(runtime.block_on(die_under_load(server, round)));
        disk.cut_power();
    }
    let server = start_on_whole(&disk);
    let ran = runtime.block_on(run_all(&server.address()));
    let lost = acknowledged
        .iter()
        .filter(|payload| !ran.contains_key(*payload));
    assert_eq!(
        lost.count(),
        0,
        "of {} acknowledged jobs",
        acknowledged.len()
    );
    assert!(acknowledged.len() as u64 > CUTS, "there was load");
}
