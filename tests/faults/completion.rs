//! A kill while jobs end.

use crate::disk::Disk;
use crate::peer::Peer;
use crate::server::Server;

#[test]
fn jobs_whose_end_was_not_written_repeat_and_no_others() {
    let disk = Disk::new();
    let server = Server::start_on(&disk);
    let mut client = Peer::connect(&server.address());
    for payload in 0..10_u8 {
        client.submit_background("toll", &[payload]).expect("kept");
    }
    let mut worker = Peer::connect(&server.address());
    worker.can_do("toll");
    for _ in 0..4 {
        let job = worker.grab().expect("there are ten");
        worker.complete(&job);
    }
    worker.settle();
    // Its answer says that all before it is on disk.
    client.submit_background("toll", &[10]).expect("kept");
    disk.hang();
    // While its sync hangs, nothing that comes later is written.
    client.send_background("plug", b"");
    disk.until_hanging();
    for _ in 0..3 {
        let job = worker.grab().expect("there are six");
        worker.complete(&job);
    }
    let running = worker.grab().expect("there are three");
    assert_eq!(running.payload, [7]);
    server.kill();
    disk.mend();
    let server = Server::start_on(&disk);
    let ran = Peer::connect(&server.address()).run_all("toll");
    let expected = (4..=10_u8).map(|payload| (vec![payload], 1));
    assert_eq!(ran, expected.collect());
}
