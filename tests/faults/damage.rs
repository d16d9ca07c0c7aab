//! Files that are not what was written.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::Signal;

use crate::peer::Peer;
use crate::process::until;
use crate::server::Server;

/// The file with this name somewhere in the folder.
fn file(folder: &Path, name: &str) -> PathBuf {
    let entries = fs::read_dir(folder).expect("it is there");
    for path in entries.map(|entry| entry.expect("it can be read").path()) {
        if path.is_dir() {
            return file(&path, name);
        }
        if path.file_name().is_some_and(|found| found == name) {
            return path;
        }
    }
    panic!("there is no {name} in {}", folder.display());
}

fn submit(server: &Server, jobs: u32) {
    let mut client = Peer::connect(&server.address());
    for number in 0..jobs {
        let payload = format!("payload number {number:04}");
        client
            .submit_background("toll", payload.as_bytes())
            .expect("kept");
    }
}

#[test]
fn a_torn_log_costs_only_what_was_torn_off() {
    for bytes in [1, 100, 4_000, 5_000] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let server = Server::start(folder.path());
        submit(&server, 20);
        server.kill();
        let log = file(folder.path(), "jobs.sqlite3-wal");
        let whole = fs::metadata(&log).expect("it is there").len();
        let log = fs::File::options()
            .write(true)
            .open(log)
            .expect("it is there");
        log.set_len(whole - bytes).expect("it can be cut");
        let server = Server::start(folder.path());
        let mut peer = Peer::connect(&server.address());
        let ran = peer.run_all("toll");
        assert!(ran.len() >= 17, "{} of 20 after {bytes} bytes", ran.len());
        peer.submit_background("toll", b"new").expect("it works");
    }
}

#[test]
fn a_flipped_byte_costs_the_job_that_it_is_in() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut server = Server::start(folder.path());
    submit(&server, 300);
    server.signal(Signal::TERM);
    assert_eq!(server.status(), Some(0));
    let store = file(folder.path(), "jobs.sqlite3");
    let mut bytes = fs::read(&store).expect("it is there");
    let needle = b"payload number 0123";
    let found = bytes
        .windows(needle.len())
        .position(|window| window == needle);
    bytes[found.expect("it is kept as it is") + 3] ^= 0x20;
    fs::write(&store, bytes).expect("it is there");

    let (said, status) = Server::refused_with(folder.path(), &["--strict"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("damaged"), "{said}");

    let server = Server::start(folder.path());
    server.until_logged("the store was damaged");
    let ran = Peer::connect(&server.address()).run_all("toll");
    assert_eq!(ran.len(), 299);
    assert!(!ran.contains_key(needle.as_slice()));
}

#[test]
fn a_server_whose_log_was_removed_loses_nothing_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let server = Server::start(folder.path());
    submit(&server, 20);
    fs::remove_file(file(folder.path(), "jobs.sqlite3-wal")).expect("it is there");
    let mut client = Peer::connect(&server.address());
    let mut kept = 20;
    until("somebody notices", || {
        let answer = client.submit_background("toll", format!("{kept} more").as_bytes());
        kept += usize::from(answer.is_ok());
        answer.is_err()
    });
    server.until_logged("accepted again");
    client.submit_background("toll", b"last").expect("kept");
    server.kill();
    let server = Server::start(folder.path());
    let ran = Peer::connect(&server.address()).run_all("toll");
    assert_eq!(ran.len(), kept + 1);
}
