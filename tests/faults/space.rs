//! A file system that is really full, or really read-only.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::hanging::run_foreground;
use crate::peer::Peer;
use crate::server::Server;

/// A file system of 32 MiB; gone when it is dropped.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where this user may not mount anything.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=32m", "tmpfs"]);
        let mounted = mount.arg(folder.path()).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: mounting a small file system needs root");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn make_read_only(&self) {
        let mut mount = Command::new("mount");
        mount.args(["-o", "remount,ro"]).arg(self.path());
        assert!(mount.status().expect("it is there").success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let mut umount = Command::new("umount");
        // Lazily: a server may be about to end.
        let _ = umount.arg("-l").arg(self.path()).status();
    }
}

#[test]
fn jobs_are_taken_again_when_there_is_room_again() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let filler = disk.path().join("filler");
    fs::write(&filler, vec![0; 28 << 20]).expect("there is room");
    let server = Server::start(disk.path());
    let mut client = Peer::connect(&server.address());
    let mut kept = 0_u32;
    let reason = loop {
        let payload = [vec![b'x'; 20_000], kept.to_be_bytes().to_vec()].concat();
        match client.submit_background("toll", &payload) {
            Ok(_) => kept += 1,
            Err(reason) => break reason,
        }
    };
    assert!(reason.contains("the disk is full"), "{reason}");
    assert!(kept > 10, "{kept}");
    run_foreground(&server);
    let mut worker = Peer::connect(&server.address());
    worker.can_do("toll");
    let job = worker.grab().expect("many are kept");
    worker.complete(&job);
    worker.settle();
    assert_eq!(server.readiness().0, 503);
    fs::remove_file(&filler).expect("it is there");
    server.until_ready();
    client
        .submit_background("toll", b"last")
        .expect("there is room");
    server.kill();
    let server = Server::start(disk.path());
    let ran = Peer::connect(&server.address()).run_all("toll");
    assert_eq!(
        u32::try_from(ran.len()),
        Ok(kept),
        "all but one, and the last"
    );
    assert!(ran.values().all(|times| *times == 1));
}

#[test]
fn a_start_without_room_is_refused_in_one_line_and_loses_nothing() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let server = Server::start(disk.path());
    let mut client = Peer::connect(&server.address());
    for number in 0..20_u8 {
        let payload = vec![number; 20_000];
        client.submit_background("toll", &payload).expect("kept");
    }
    server.kill();
    let filler = disk.path().join("filler");
    fill(&filler);
    let (said, status) = Server::refused(disk.path());
    assert_eq!(status, Some(1), "{said}");
    assert_eq!(complaints(&said).len(), 1, "{said}");
    assert!(said.contains("the disk is full"), "{said}");
    fs::remove_file(&filler).expect("it is there");
    let server = Server::start(disk.path());
    let ran = Peer::connect(&server.address()).run_all("toll");
    assert_eq!(ran.values().sum::<u32>(), 20);
}

/// Writes until nothing more fits.
fn fill(file: &Path) {
    let mut file = fs::File::create(file).expect("the folder is there");
    while file.write_all(&[0; 4_096]).is_ok() {}
}

fn complaints(said: &str) -> Vec<&str> {
    said.lines()
        .filter(|line| line.starts_with("geartraind: "))
        .collect()
}

#[test]
fn a_read_only_folder_ends_the_start_in_one_line() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    drop(Server::start(disk.path()));
    disk.make_read_only();
    let (said, status) = Server::refused(disk.path());
    assert_eq!(status, Some(1), "{said}");
    let [complaint] = complaints(&said)[..] else {
        panic!("one line is enough: {said}");
    };
    assert!(complaint.contains("read-only"), "{complaint}");
}
