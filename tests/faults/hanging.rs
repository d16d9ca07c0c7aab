//! A disk that does not answer.

use rustix::process::Signal;

use crate::disk::Disk;
use crate::peer::Peer;
use crate::process::until;
use crate::server::Server;

/// Payloads of which eight are all that may wait for the disk.
const LARGE: usize = 8 * 1024 * 1024;

/// A job in the foreground finds its worker and its way back.
pub(crate) fn run_foreground(server: &Server) {
    let address = server.address();
    let client = std::thread::spawn(move || Peer::connect(&address).run_foreground("now", b"x"));
    let mut worker = Peer::connect(&server.address());
    worker.can_do("now");
    until("a job in the foreground", || {
        let job = worker.grab();
        job.inspect(|job| worker.complete(job)).is_some()
    });
    assert_eq!(client.join().expect("no panic"), b"x");
}

#[test]
fn a_hanging_disk_holds_up_only_those_who_wait_for_it() {
    let disk = Disk::new();
    let server = Server::start_on(&disk);
    let mut client = Peer::connect(&server.address());
    for payload in [b"1", b"2"] {
        client.submit_background("toll", payload).expect("kept");
    }
    disk.hang();
    client.send_background("toll", b"3");
    disk.until_hanging();
    run_foreground(&server);
    let ran = Peer::connect(&server.address()).run_all("toll");
    assert_eq!(ran.len(), 3, "workers go on");
    disk.mend();
    client
        .answer()
        .expect("the server lives")
        .expect("it is kept");
    server.kill();
    let server = Server::start_on(&disk);
    client = Peer::connect(&server.address());
    client.submit_background("toll", b"4").expect("kept");
    let ran = client.run_all("toll");
    assert!(ran.contains_key(b"4".as_slice()), "{ran:?}");
}

#[test]
fn what_waits_for_a_hanging_disk_is_bounded() {
    let disk = Disk::new();
    let server = Server::start_on(&disk);
    disk.hang();
    let mut clients: Vec<Peer> = (0..9).map(|_| Peer::connect(&server.address())).collect();
    let last = clients.pop();
    for client in &mut clients {
        client.send_background("toll", &vec![b'x'; LARGE]);
    }
    until("eight jobs that wait", || {
        let status = Peer::connect(&server.address()).ask("status");
        status.starts_with("toll\t8\t")
    });
    let mut last = last.expect("there were nine");
    let refused = last.submit_background("toll", b"one too many");
    let reason = refused.expect_err("there is no room");
    assert!(reason.starts_with("QUEUE_ERROR: "), "{reason}");
    assert!(reason.contains("does not keep up"), "{reason}");
    assert_eq!(server.readiness().0, 503);
    run_foreground(&server);
    server.until_logged("MiB wait");
    disk.mend();
    for client in &mut clients {
        client.answer().expect("the server lives").expect("kept");
    }
    server.until_ready();
    last.submit_background("toll", b"at last").expect("kept");
    server.kill();
    let server = Server::start(disk.folder());
    let ran = Peer::connect(&server.address()).run_all("toll");
    let runs: Vec<(usize, u32)> = ran.iter().map(|(p, times)| (p.len(), *times)).collect();
    assert_eq!(runs, [(7, 1), (LARGE, 8)]);
}

#[test]
fn a_kill_during_a_hanging_sync_loses_nothing_acknowledged() {
    let disk = Disk::new();
    let server = Server::start_on(&disk);
    let mut client = Peer::connect(&server.address());
    for payload in [b"1", b"2", b"3"] {
        client.submit_background("toll", payload).expect("kept");
    }
    disk.hang();
    client.send_background("toll", b"4");
    disk.until_hanging();
    server.kill();
    assert_eq!(client.answer(), None);
    disk.mend();
    let server = Server::start_on(&disk);
    let mut ran = Peer::connect(&server.address()).run_all("toll");
    // It was never acknowledged: it may be there or not.
    ran.remove(b"4".as_slice());
    let expected = [b"1", b"2", b"3"].map(|payload| (payload.to_vec(), 1));
    assert_eq!(ran, expected.into());
}

#[test]
fn a_stop_does_not_wait_for_a_disk_without_end() {
    let disk = Disk::new();
    let mut server = Server::start_on(&disk);
    let mut client = Peer::connect(&server.address());
    client.submit_background("toll", b"kept").expect("kept");
    disk.hang();
    client.send_background("toll", b"not kept");
    disk.until_hanging();
    server.signal(Signal::TERM);
    assert_eq!(server.status(), Some(3));
    assert_eq!(server.logged("1 changes of jobs were not written"), 1);
    assert_eq!(client.answer(), None);
    disk.mend();
    let server = Server::start_on(&disk);
    let ran = Peer::connect(&server.address()).run_all("toll");
    assert_eq!(ran.get(b"kept".as_slice()), Some(&1));
}

#[test]
fn a_slow_disk_slows_down_nobody_else() {
    let disk = Disk::new();
    let server = Server::start_on(&disk);
    disk.slow_down(300);
    let mut client = Peer::connect(&server.address());
    for round in 0..3_u8 {
        client.send_background("toll", &[round]);
        run_foreground(&server);
    }
    for _ in 0..3 {
        client.answer().expect("the server lives").expect("kept");
    }
}
