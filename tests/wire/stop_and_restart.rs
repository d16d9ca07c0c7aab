//! What a server that stops leaves to the next one.

use geartrain_server::config::StoreConfig;

use crate::support::*;

/// So many that a worker does not let go of them at once.
const JOBS: usize = 20_000;

#[test]
fn the_attempts_of_a_worker_with_very_many_jobs_count_when_the_server_stops() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let start = || {
        TestServer::with(|config| {
            config.store = Some(StoreConfig {
                folder: folder.path().into(),
                is_named: true,
                is_strict: true,
                take_over: None,
            });
        })
    };
    let mut server = start();
    let mut worker = server.worker(b"f");
    worker.send_raw(&request(SUBMIT_JOB_BG, &fields(&[b"f", b"", b"x"])).repeat(JOBS));
    (0..JOBS).for_each(|_| drop(worker.receive(JOB_CREATED)));
    worker.send_raw(&request(GRAB_JOB, b"").repeat(JOBS));
    (0..JOBS).for_each(|_| drop(worker.receive(JOB_ASSIGN)));
    std::thread::scope(|scope| {
        scope.spawn(|| server.stop());
        // A stop waits for the peers to close as well, and is to have no time by that.
        worker.expect_closed();
        drop(worker);
    });
    let server = start();
    let lines = server.connect().ask_list(b"show jobs\n");
    assert_eq!(lines.len(), JOBS);
    let failed = lines.iter().filter(|line| line.ends_with(b"\t1\t0\t1"));
    assert_eq!(failed.count(), JOBS);
}
