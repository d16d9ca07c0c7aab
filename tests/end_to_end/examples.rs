//! The programs in `examples/`.

use std::process::Command;

use rustix::process::Signal;

use crate::process::{Running, binary};
use crate::server::Server;

#[test]
fn the_reversing_worker_and_its_client_work_together() {
    let server = Server::start();
    let start = |name: &str, arguments: &[&str]| {
        let mut command = Command::new(binary(name));
        command
            .args(arguments)
            .env("GEARTRAIN_SERVER", server.address());
        Running::start(&mut command, b"")
    };
    let worker = start("reverse_worker", &[]);
    let ended = start("reverse_client", &["größe"]).end();
    assert!(ended.stderr.contains("5 of 5 letters"), "{ended:?}");
    assert_eq!(ended.out(), "eßörg\n");
    worker.signal(Signal::INT);
    assert_eq!(worker.end().out(), "1 jobs done, 0 failed\n");
}
