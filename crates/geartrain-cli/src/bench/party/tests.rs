use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const DEADLINE: Duration = Duration::from_secs(20);
const TWO_ANSWERS: &[u8] = b"\0RES\0\0\0\x08\0\0\0\x03H:1\0RES\0\0\0\x08\0\0\0\x03H:2";
const QUESTION: &[u8] = b"\0REQ\0\0\0\x09\0\0\0\0";

async fn connected() -> (Party, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = address.parse().unwrap();
    let link = Link::connect(&server, DEADLINE);
    let (link, accepted) = tokio::join!(link, listener.accept());
    let party = Party {
        link: link.unwrap(),
        grab: Request::GrabJob,
    };
    (party, accepted.unwrap().0)
}

async fn take_answer(party: &mut Party) {
    let answer = tokio::time::timeout(DEADLINE, party.receive());
    let answer = answer.await.unwrap().unwrap();
    assert!(matches!(answer, Response::JobCreated { .. }), "{answer:?}");
}

#[tokio::test]
async fn what_follows_from_one_read_goes_with_one_write() {
    let (mut party, mut server) = connected().await;
    server.write_all(TWO_ANSWERS).await.unwrap();
    take_answer(&mut party).await;
    party.ask_for_job();
    take_answer(&mut party).await;
    assert!(party.link.writer.has_unsent(), "it was written too early");
    party.ask_for_job();
    // With nothing left to take, what was gathered is written before it waits.
    let waiting = async { party.receive().await.unwrap_err() };
    let written = async {
        let mut questions = vec![0; QUESTION.len() * 2];
        server.read_exact(&mut questions).await.unwrap();
        drop(server);
        questions
    };
    let (_closed, questions) = tokio::join!(waiting, written);
    assert_eq!(questions, QUESTION.repeat(2));
}
