//! A kill while jobs end.

use crate::disk::Disk;
use crate::peer::Peer;
use crate::server::Server;

#[test]
fn jobs_whose_end_was_not_written_may_repeat_and_no_others() {
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
    for _ in 0..3 {
        let job = worker.grab().expect("there are six");
        worker.complete(&job);
    }
    let running = worker.grab().expect("there are three");
    assert_eq!(running.payload, [7]);
    disk.until_hanging();
    server.kill();
    disk.mend();
    let server = Server::start_on(&disk);
    let ran = Peer::connect(&server.address()).run_all("toll");
    // The first of the three ends was written, and the system kept it although it was not synced.
    let repeated = (4..7_u8).filter(|payload| ran.contains_key([*payload].as_slice()));
    assert!(repeated.count() >= 2, "{ran:?}");
    let rest: Vec<u8> = ran
        .keys()
        .map(|payload| payload[0])
        .filter(|payload| *payload > 6)
        .collect();
    assert_eq!(rest, [7, 8, 9, 10]);
    assert!(
        ran.iter()
            .all(|(payload, times)| payload[0] > 3 && *times == 1),
        "{ran:?}"
    );
}
