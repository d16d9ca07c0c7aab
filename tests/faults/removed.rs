//! Files that are removed beside a running server.

use std::fs;

use crate::peer::Peer;
use crate::server::Server;

#[test]
fn a_log_that_is_removed_beside_an_idle_server_costs_no_job() {
    for removed in [&["-wal"][..], &["-wal", "-shm"]] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let server = Server::start(folder.path());
        let mut client = Peer::connect(&server.address());
        client.submit_background("toll", b"before").expect("kept");
        for suffix in removed {
            let file = folder.path().join(format!("0/jobs.sqlite3{suffix}"));
            fs::remove_file(file).expect("removed");
        }
        server.until_logged("was removed or replaced");
        client.submit_background("toll", b"after").expect("kept");
        server.kill();
        let server = Server::start(folder.path());
        let ran = Peer::connect(&server.address()).run_all("toll");
        assert_eq!(ran.len(), 2, "{ran:?}");
    }
}
