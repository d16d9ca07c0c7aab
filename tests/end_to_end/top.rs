//! `geartrain top` on a terminal.

use std::fs;
use std::process::Command;

use crate::process::{Running, binary, until};
use crate::rendezvous::Rendezvous;
use crate::server::Server;

#[test]
fn top_finds_a_server_that_was_restarted() {
    let server = Server::start();
    let folder = Rendezvous::new();
    // Without a terminal around it, the new one has no size.
    let top = "stty rows 24 cols 80; exec \"$GEARTRAIN\" top --interval 100ms";
    let mut terminal = Command::new("script");
    terminal
        .args(["-q", "-e", "-f", "-c", top])
        .arg(folder.path("screen"))
        .env("TERM", "xterm")
        .env("GEARTRAIN", binary("geartrain"))
        .env("GEARTRAIN_SERVER", server.address());
    let top = Running::start(&mut terminal, b"");
    let shows = |text: &str| {
        let screen = fs::read(folder.path("screen")).unwrap_or_default();
        String::from_utf8_lossy(&screen).contains(text)
    };
    until("the screen", || shows("OLDEST"));
    let server = server.restart();
    server.run(&["submit", "-b", "found-again", "x"]).out();
    until("what the new server has", || shows("found-again"));
    drop(top);
}
