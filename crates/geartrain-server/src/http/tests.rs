use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Health, HttpBinding, HttpServer, HttpState, Phase, router};
use crate::config::HttpListen;
use crate::metrics::Metrics;

/// The router behind a socket, as clients meet it.
struct Site {
    address: SocketAddr,
    health: Arc<Health>,
    server: HttpServer,
}

impl Site {
    async fn start() -> Self {
        let any = HttpListen::Given("127.0.0.1:0".parse().unwrap());
        let binding = HttpBinding::bind(any).await.unwrap().unwrap();
        let health = Arc::new(Health::starting());
        let state = HttpState {
            metrics: Arc::new(Metrics::new()),
            health: Arc::clone(&health),
        };
        Self {
            address: binding.address(),
            health,
            server: binding.serve(router(state)),
        }
    }

    /// The whole answer to a request without body.
    async fn ask(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[tokio::test]
async fn metrics_are_text_that_prometheus_knows() {
    let site = Site::start().await;
    let answer = site.ask("GET", "/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("content-type: text/plain; version=0.0.4\r\n"),
        "{answer}"
    );
    assert!(body(&answer).contains("\ngearman_up 0\n"), "{answer}");
    site.server.stop().await;
}

#[tokio::test]
async fn head_tells_the_length_without_the_body() {
    let site = Site::start().await;
    let answer = site.ask("HEAD", "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("content-length: 6\r\n"), "{answer}");
    assert_eq!(body(&answer), "");
    site.server.stop().await;
}

#[tokio::test]
async fn readiness_follows_the_life_of_the_server_and_says_why_not() {
    let site = Site::start().await;
    for (phase, status, text) in [
        (Phase::Starting, "503", "starting\n"),
        (Phase::Serving, "200", "ready\n"),
        (Phase::Draining, "503", "stopping when no job is left\n"),
        (Phase::Stopping, "503", "stopping\n"),
    ] {
        site.health.enter(phase);
        let answer = site.ask("GET", "/readyz").await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert_eq!(body(&answer), text);
        assert_eq!(body(&site.ask("GET", "/healthz").await), "alive\n");
    }
    site.server.stop().await;
}

#[tokio::test]
async fn an_unknown_path_gets_one_line() {
    let site = Site::start().await;
    let answer = site.ask("GET", "/").await;
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
    assert_eq!(body(&answer).lines().count(), 1);
    site.server.stop().await;
}

#[tokio::test]
async fn what_only_can_be_read_cannot_be_written() {
    let site = Site::start().await;
    let answer = site.ask("POST", "/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    assert!(answer.contains("allow: GET,HEAD\r\n"), "{answer}");
    site.server.stop().await;
}
