//! A client that speaks just enough HTTP, and shows what really came.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};

use super::patience::{Patient, patience};
use super::text::Text;

/// A connection over which one request after the other can be sent.
pub(crate) struct HttpClient<S = TcpStream> {
    stream: BufReader<S>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl HttpClient {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        let is_set = stream.set_write_timeout(Some(patience()));
        is_set.expect("a TCP option");
        Self::over(stream)
    }
}

impl<S: Patient> HttpClient<S> {
    pub(crate) fn over(stream: S) -> Self {
        Self {
            stream: BufReader::new(stream),
        }
    }

    /// What the server sends, waited for as long as it takes at the moment.
    fn reader(&mut self) -> &mut BufReader<S> {
        self.stream.get_ref().wait_to_read_for(patience());
        &mut self.stream
    }

    /// The stream itself, past what was read ahead.
    pub(crate) fn stream_mut(&mut self) -> &mut S {
        self.stream.get_mut()
    }

    /// Sends a request with these headers and body.
    pub(crate) fn send(&mut self, line: &str, headers: &[&str], body: &[u8]) {
        let mut head = format!("{line} HTTP/1.1\r\nHost: x\r\n");
        for header in headers {
            write!(head, "{header}\r\n").expect("memory takes it");
        }
        write!(head, "Content-Length: {}\r\n\r\n", body.len()).expect("memory takes it");
        self.send_raw(&[head.as_bytes(), body].concat());
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let stream = self.stream.get_mut();
        let sent = stream.write_all(bytes).and_then(|()| stream.flush());
        sent.expect("the server reads");
    }

    /// Sends a request and reads its answer.
    #[track_caller]
    pub(crate) fn ask(&mut self, line: &str, headers: &[&str], body: &[u8]) -> Answer {
        self.send(line, headers, body);
        self.receive()
    }

    /// Reads an answer with a body.
    #[track_caller]
    pub(crate) fn receive(&mut self) -> Answer {
        let mut answer = self.receive_head();
        let length = answer.header("Content-Length").expect("a length");
        answer.body = vec![0; length.parse().expect("a number")];
        let read = self.reader().read_exact(&mut answer.body);
        read.expect("the whole body");
        answer
    }

    /// Reads an answer that has no body whatever its head says.
    #[track_caller]
    pub(crate) fn receive_head(&mut self) -> Answer {
        let mut head = String::new();
        let reader = self.reader();
        while !head.ends_with("\r\n\r\n") {
            let read = reader.read_line(&mut head).expect("a head");
            assert_ne!(read, 0, "the connection ends in {head:?}");
        }
        let status = head.split(' ').nth(1).expect("a status line");
        Answer {
            status: status.parse().expect("a status"),
            head,
            body: Vec::new(),
        }
    }

    /// Makes sure that the server closes the connection without another byte.
    #[track_caller]
    pub(crate) fn expect_closed(&mut self) {
        let mut rest = Vec::new();
        // A reset is an end as well.
        let _ = self.reader().read_to_end(&mut rest);
        assert!(
            rest.is_empty(),
            "before the end came {}",
            rest.escape_ascii()
        );
    }
}

impl Answer {
    /// The value of a header whose name is written just so.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&start))
    }

    /// The handle of the job.
    #[track_caller]
    pub(crate) fn handle(&self) -> Text {
        let handle = self.header("X-Gearman-Job-Handle");
        Text(handle.expect("a handle").as_bytes().to_vec())
    }

    /// The packet that the answer stands for.
    pub(crate) fn command(&self) -> Option<&str> {
        self.header("X-Gearman-Command")
    }
}
