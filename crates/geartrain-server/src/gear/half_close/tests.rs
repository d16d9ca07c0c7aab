use std::net::Shutdown;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::*;

const SOON: Duration = Duration::from_secs(120);

async fn pair() -> (TcpStream, std::net::TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (listener.accept().await.unwrap().0, peer)
}

async fn read_end(stream: &mut TcpStream) {
    let end = timeout(SOON, stream.read(&mut [0; 16])).await;
    assert_eq!(end.unwrap().unwrap(), 0);
}

#[tokio::test]
async fn a_peer_that_closed_is_gone_at_once() {
    let (mut stream, peer) = pair().await;
    drop(peer);
    read_end(&mut stream).await;
    let gone = stream.watch_reader().unwrap();
    timeout(SOON, gone).await.expect("the reset was noticed");
}

#[tokio::test]
async fn a_peer_that_still_reads_gets_what_is_sent_and_nothing_else() {
    let (mut stream, peer) = pair().await;
    peer.shutdown(Shutdown::Write).unwrap();
    read_end(&mut stream).await;
    stream.write_all(b"before").await.unwrap();
    let mut gone = stream.watch_reader().unwrap();
    stream.write_all(b"after").await.unwrap();
    let waited = timeout(Duration::from_millis(50), &mut gone).await;
    assert!(waited.is_err(), "a peer that reads is not gone");
    drop((gone, stream));
    let read = std::io::read_to_string(peer).unwrap();
    assert_eq!(read, "beforeafter");
}

#[tokio::test]
async fn a_descriptor_that_is_watched_does_not_keep_the_stream_open() {
    let (mut stream, peer) = pair().await;
    peer.shutdown(Shutdown::Write).unwrap();
    let gone = stream.watch_reader().unwrap();
    stream.shutdown().await.unwrap();
    assert_eq!(std::io::read_to_string(peer).unwrap(), "");
    drop(gone);
}
