//! A disk that is full, cannot be written, or does not confirm what was written.

use crate::disk::{Disk, EIO, ENOSPC, EROFS};
use crate::hanging::run_foreground;
use crate::peer::Peer;
use crate::process::until;
use crate::server::Server;

/// Everything that must hold while the disk fails, when it works again, and after a kill.
fn survive(break_it: impl Fn(&Disk), says: &str) {
    let disk = Disk::new();
    let server = Server::start_on(&disk);
    let mut client = Peer::connect(&server.address());
    for payload in [b"1", b"2", b"3"] {
        client.submit_background("toll", payload).expect("kept");
    }
    break_it(&disk);
    for _ in 0..20 {
        let refused = client.submit_background("refused", b"x");
        let reason = refused.expect_err("it cannot be kept");
        assert!(reason.starts_with("QUEUE_ERROR: "), "{reason}");
        assert!(reason.contains(says), "{reason}");
    }
    let (status, text) = server.readiness();
    assert_eq!(status, 503);
    assert!(text.contains(says), "{text}");
    let setting = client.ask("create function made");
    assert!(setting.starts_with("ERR QUEUE_ERROR "), "{setting}");
    run_foreground(&server);
    drain_one(&server);
    disk.mend();
    server.until_ready();
    server.until_logged("accepted again");
    for told_once in ["background jobs are refused", "accepted again"] {
        assert_eq!(server.logged(told_once), 1, "{told_once}");
    }
    assert_eq!(client.ask("create function made"), "OK");
    client.submit_background("toll", b"4").expect("kept again");
    server.kill();
    let server = Server::start_on(&disk);
    let mut peer = Peer::connect(&server.address());
    assert_eq!(
        peer.run_all("refused"),
        [].into(),
        "nothing of it was queued"
    );
    let expected = [b"2", b"3", b"4"].map(|payload| (payload.to_vec(), 1));
    assert_eq!(peer.run_all("toll"), expected.into());
}

/// Workers go on with jobs that are kept already.
fn drain_one(server: &Server) {
    let mut worker = Peer::connect(&server.address());
    worker.can_do("toll");
    let job = worker.grab().expect("three are kept");
    assert_eq!(job.payload, b"1");
    worker.complete(&job);
    worker.settle();
}

#[test]
fn a_full_disk_costs_nothing_but_what_it_cannot_take() {
    survive(|disk| disk.fail_writes(ENOSPC, 0), "disk is full");
}

#[test]
fn a_disk_that_fills_up_in_a_commit_costs_nothing_either() {
    survive(|disk| disk.fail_writes(ENOSPC, 1), "disk is full");
}

#[test]
fn a_disk_that_cannot_be_written_is_lived_with() {
    survive(|disk| disk.fail_writes(EIO, 0), "I/O error");
}

#[test]
fn a_disk_that_became_read_only_is_lived_with() {
    survive(|disk| disk.fail_writes(EROFS, 0), "I/O error");
}

#[test]
fn a_failed_sync_is_not_trusted_before_the_file_was_verified() {
    survive(|disk| disk.fail_syncs(EIO, 0), "did not confirm");
}

#[test]
fn a_disk_that_fails_at_the_start_ends_it_in_one_line() {
    let disk = Disk::new();
    drop(Server::start_on(&disk));
    disk.fail_syncs(EIO, 0);
    let (said, status) = Server::refused_on(&disk);
    assert_eq!(status, Some(1), "{said}");
    let complaints = said.lines().filter(|line| line.starts_with("geartraind: "));
    assert_eq!(complaints.count(), 1, "{said}");
}

#[test]
fn jobs_that_joined_one_that_could_not_be_kept_are_refused_with_it() {
    let disk = Disk::new();
    let server = Server::start_on(&disk);
    disk.hang();
    let mut clients = [0; 3].map(|_| Peer::connect(&server.address()));
    for client in &mut clients {
        client.send_unique("toll", "same", b"x");
    }
    disk.until_hanging();
    until("all have joined", || {
        Peer::connect(&server.address())
            .ask("status")
            .starts_with("toll\t1\t")
    });
    disk.fail_syncs(EIO, 0);
    disk.let_go();
    for client in &mut clients {
        let answer = client.answer().expect("the server lives");
        assert!(answer.is_err(), "{answer:?}");
    }
    disk.mend();
    server.until_ready();
    server.kill();
    let server = Server::start_on(&disk);
    assert_eq!(Peer::connect(&server.address()).run_all("toll"), [].into());
}
