use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{HttpBinding, HttpLimits, HttpServer};
use crate::config::HttpListen;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const DEADLINE: Duration = Duration::from_secs(120);

/// One connection at a time and little patience.
fn tight() -> HttpLimits {
    HttpLimits {
        connections_max: 1,
        head_bytes_max: 8 * 1024,
        head_timeout: Duration::from_millis(200),
        stall_timeout: Duration::from_millis(500),
        stop_grace: Duration::from_millis(200),
        ..HttpLimits::default()
    }
}

async fn start(router: Router, limits: HttpLimits) -> (SocketAddr, HttpServer) {
    let any = HttpListen::Given("127.0.0.1:0".parse().unwrap());
    let binding = HttpBinding::bind(any).await.unwrap().unwrap();
    (binding.address(), binding.serve_within(router, limits))
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

/// The first bytes that the server sends, or nothing if it closes the connection.
async fn first_bytes(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 1_024];
    let read = timeout(DEADLINE, stream.read(&mut buffer));
    let length = read.await.expect("the server acts in time").unwrap_or(0);
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_head_makes_room_for_the_next() {
    let (address, server) = start(hello(), tight()).await;
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HT").await.unwrap();
    let mut next = TcpStream::connect(address).await.unwrap();
    next.write_all(REQUEST).await.unwrap();
    assert!(first_bytes(&mut next).await.ends_with("hello"));
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_stays_silent_between_requests_makes_room_for_the_next() {
    let (address, server) = start(hello(), tight()).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(REQUEST).await.unwrap();
    assert!(first_bytes(&mut idle).await.ends_with("hello"));
    let mut next = TcpStream::connect(address).await.unwrap();
    next.write_all(REQUEST).await.unwrap();
    assert!(first_bytes(&mut next).await.ends_with("hello"));
    server.stop().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_client_that_does_not_read_makes_room_for_the_next() {
    let big = || async { vec![b'x'; 64 << 20] };
    let router = hello().route("/big", get(big));
    let (address, server) = start(router, tight()).await;
    let mut deaf = TcpStream::connect(address).await.unwrap();
    deaf.write_all(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut next = TcpStream::connect(address).await.unwrap();
    next.write_all(REQUEST).await.unwrap();
    assert!(first_bytes(&mut next).await.ends_with("hello"));
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_sends_nothing_more_gets_its_answer() {
    let slow = async || {
        // The end of what the client sends is noticed meanwhile.
        tokio::task::yield_now().await;
        "hello"
    };
    let router = Router::new().route("/", get(slow));
    let (address, server) = start(router, HttpLimits::default()).await;
    for _ in 0..20 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(REQUEST).await.unwrap();
        stream.shutdown().await.unwrap();
        assert!(first_bytes(&mut stream).await.ends_with("hello"));
    }
    server.stop().await;
}

#[tokio::test]
async fn a_request_of_a_client_that_sends_nothing_more_is_given_up_if_it_takes_long() {
    let given_up = CancellationToken::new();
    let (guard, seen) = (given_up.clone(), given_up.clone());
    let begun = Arc::new(Notify::new());
    let begins = begun.clone();
    let never = async move || {
        let _guard = guard.clone().drop_guard();
        begins.notify_one();
        std::future::pending::<&str>().await
    };
    let any = HttpListen::Given("127.0.0.1:0".parse().unwrap());
    let binding = HttpBinding::bind(any).await.unwrap().unwrap();
    let (address, router) = (binding.address(), Router::new().route("/", get(never)));
    let server = binding.with_giving_up().serve(router);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(REQUEST).await.unwrap();
    let begun = timeout(DEADLINE, begun.notified()).await;
    begun.expect("the request is handled");
    drop(stream);
    let seen = timeout(DEADLINE, seen.cancelled()).await;
    seen.expect("the server acts in time");
    server.stop().await;
}

#[tokio::test]
async fn a_head_beyond_the_limit_is_refused() {
    let (address, server) = start(hello(), tight()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", "x".repeat(16 * 1024));
    // The server may close before all of it is written.
    let _ = stream.write_all(head.as_bytes()).await;
    let answer = first_bytes(&mut stream).await;
    assert!(!answer.contains("200 OK"), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_a_stop() {
    let limits = HttpLimits {
        head_timeout: DEADLINE,
        ..tight()
    };
    let (address, server) = start(hello(), limits).await;
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(REQUEST).await.unwrap();
    assert!(first_bytes(&mut idle).await.ends_with("hello"));
    timeout(DEADLINE / 2, server.stop())
        .await
        .expect("it stops at once");
    assert_eq!(first_bytes(&mut idle).await, "");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_taken_address_is_an_error_only_if_it_was_asked_for() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let default = HttpBinding::bind(HttpListen::Default(address)).await;
    assert!(default.unwrap().is_none());
    let given = HttpBinding::bind(HttpListen::Given(address)).await;
    let error = given.err().unwrap().to_string();
    assert!(
        error.starts_with(&format!("cannot listen for HTTP on {address}: ")),
        "{error}"
    );
    assert!(HttpBinding::bind(HttpListen::Off).await.unwrap().is_none());
}
