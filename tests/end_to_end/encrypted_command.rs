//! `geartrain` with a server that speaks TLS and verifies its clients.

use std::fs;

use serde_json::Value;

use crate::certificates::Authority;
use crate::encrypted::server;
use crate::process::Ended;
use crate::server::{Server, is_gearmand};
use crate::stores::{Data, submit};

/// The files that a client is told to use.
struct Files {
    folder: Data,
}

impl Files {
    fn of(authority: &Authority) -> Self {
        let folder = Data::new();
        let identity = authority.client();
        for (name, text) in [
            ("ca", &authority.pem),
            ("certificate", &identity.certificate),
            ("key", &identity.key),
        ] {
            fs::write(folder.path(name), text).expect("the folder is there");
        }
        Self { folder }
    }

    #[track_caller]
    fn run(&self, server: &Server, words: &[&str]) -> Ended {
        let [ca, certificate, key] =
            ["ca", "certificate", "key"].map(|name| self.folder.text(name));
        let files = [
            "--tls-ca",
            &ca,
            "--tls-certificate",
            &certificate,
            "--tls-key",
            &key,
        ];
        server.run(&[words, &files].concat())
    }
}

/// A queue of gearmand's with one job of `f`.
fn queue_with_a_job() -> (Data, String) {
    let home = Data::new();
    let plain = home.serve(&[]);
    submit(&plain, &["f", "payload"]);
    plain.stop();
    let queue = home.text("gearmand.db");
    home.tool(&["export", "--libsqlite3-db", &queue]).out();
    (home, queue)
}

#[test]
fn loads_and_imports_reach_a_server_that_speaks_tls() {
    if is_gearmand() {
        return;
    }
    let authority = Authority::new("ours");
    let (server, _server_files) = server(&authority);
    let files = Files::of(&authority);
    for load in ["round-trip", "submit", "drain", "flow"] {
        let words = ["bench", "--json", load, "--jobs", "160"];
        let report: Value = serde_json::from_str(&files.run(&server, &words).out()).expect("JSON");
        assert_eq!(report["jobs"], 160, "{load}");
    }
    let (_home, queue) = queue_with_a_job();
    let words = ["import", "--json", "--libsqlite3-db", &queue];
    let counts: Value = serde_json::from_str(&files.run(&server, &words).out()).expect("JSON");
    assert_eq!(counts["submitted"], 1);
    let status = files.run(&server, &["admin", "status"]).out();
    assert!(status.contains("f\t1\t0\t0"), "{status}");
}

#[test]
fn a_server_that_is_not_trusted_gets_no_load_and_no_jobs() {
    if is_gearmand() {
        return;
    }
    let (server, _server_files) = server(&Authority::new("ours"));
    let files = Files::of(&Authority::new("theirs"));
    let (_home, queue) = queue_with_a_job();
    for words in [
        &["bench", "submit"][..],
        &["import", "--libsqlite3-db", &queue],
    ] {
        let told = files.run(&server, words).failed_with(5);
        assert_eq!(told.lines().count(), 1, "{told}");
        assert!(told.contains("UnknownIssuer"), "{told}");
    }
    let told = files.run(&server, &["bench", "echo"]).failed_with(2);
    assert!(told.contains("does not speak TLS"), "{told}");
}
