//! A server that takes jobs over HTTP, and one job over it.

use geartrain_server::config::{Config, HttpJobsConfig};

use super::http::{Answer, HttpClient};
use super::packets::*;
use super::peer::{Peer, eventually};
use super::server::TestServer;

/// What makes a server take jobs over HTTP, on a free port.
const TAKE_HTTP: [&str; 2] = ["--protocol=http", "--http-port=0"];

/// A server that takes jobs over HTTP, too.
pub(crate) struct Site {
    pub(crate) server: TestServer,
}

impl Site {
    pub(crate) fn start() -> Self {
        Self {
            server: TestServer::with_options(&TAKE_HTTP),
        }
    }

    /// Our own server that answers as gearmand does to a job that failed, or gearmand.
    pub(crate) fn with_gearmands_failures() -> Self {
        let [protocol, port] = TAKE_HTTP;
        let ours = [protocol, port, "--http-failed-status=200"];
        Self {
            server: TestServer::with_either(&ours, &TAKE_HTTP),
        }
    }

    /// Our own server with other settings.
    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self {
            server: TestServer::with(|config| {
                take_http(config);
                change(config);
            }),
        }
    }

    /// Our own server, for what only the process that it runs in can ask of it.
    pub(crate) fn ours() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn http(&self) -> HttpClient {
        HttpClient::connect(self.server.http_address())
    }

    /// A request that waits for its job, which waits for a worker.
    pub(crate) fn waiting(&self, function: &str, headers: &[&str], body: &[u8]) -> HttpClient {
        let mut operator = self.server.connect();
        let queued = |peer: &mut Peer| {
            let status = peer.status_of(function.as_bytes());
            status.map_or(0, |[total, running, _]| total - running)
        };
        let before = queued(&mut operator);
        let mut client = self.http();
        client.send(&format!("POST /{function}"), headers, body);
        eventually(|| queued(&mut operator) > before);
        client
    }
}

fn take_http(config: &mut Config) {
    config.http_jobs = Some(HttpJobsConfig {
        port: 0,
        failed_status: 500,
    });
}

/// Takes the job that waits and returns its handle and workload.
pub(crate) fn take(worker: &mut Peer) -> (Vec<u8>, Vec<u8>) {
    worker.send(GRAB_JOB, b"");
    let body = worker.receive(JOB_ASSIGN);
    let mut parts = body.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().expect("three fields").to_vec();
    let handle = part();
    part();
    (handle, part())
}

/// Runs a job with this request and returns the answer; its result is the payload backwards.
pub(crate) fn run(site: &Site, line: &str, body: &[u8]) -> Answer {
    let mut worker = site.server.worker(b"reverse");
    let mut client = site.http();
    worker.send(PRE_SLEEP, b"");
    client.send(line, &[], body);
    worker.expect(NOOP, b"");
    let (job, mut workload) = take(&mut worker);
    workload.reverse();
    worker.complete(&job, &workload);
    let answer = client.receive();
    assert_eq!(answer.handle(), job);
    answer
}
