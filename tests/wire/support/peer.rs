//! A client, worker or operator at its end of a connection.

use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use super::packets::{
    CAN_DO, ECHO_REQ, ECHO_RES, GRAB_JOB, JOB_ASSIGN, JOB_CREATED, NO_JOB, WORK_COMPLETE, fields,
    first_field, request,
};
use super::patience::{Patient, patience};
use super::text::Text;

/// One connection, read packet by packet or line by line.
pub(crate) struct Peer<S = TcpStream> {
    stream: BufReader<S>,
    /// How long a read waits at the moment.
    patience: Duration,
    probes: u32,
}

impl Peer {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a TCP option");
        stream
            .set_write_timeout(Some(patience()))
            .expect("a TCP option");
        Self::over(stream)
    }

    /// The socket itself.
    pub(crate) fn stream(&self) -> &TcpStream {
        self.stream.get_ref()
    }

    /// Ends sending; reading goes on.
    pub(crate) fn finish_sending(&self) {
        self.stream()
            .shutdown(Shutdown::Write)
            .expect("the connection is open");
    }
}

impl<S: Patient> Peer<S> {
    /// Speaks over a stream that is open already.
    pub(crate) fn over(stream: S) -> Self {
        Self {
            stream: BufReader::new(stream),
            patience: Duration::ZERO,
            probes: 0,
        }
    }

    /// The stream itself, past whose unread answers nothing must be read.
    pub(crate) fn stream_mut(&mut self) -> &mut S {
        self.stream.get_mut()
    }

    /// What the server sends, waited for as long as it takes at the moment.
    fn reader(&mut self) -> &mut BufReader<S> {
        let patience = patience();
        if self.patience != patience {
            self.patience = patience;
            self.stream.get_ref().wait_to_read_for(patience);
        }
        &mut self.stream
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let stream = self.stream_mut();
        let sent = stream.write_all(bytes).and_then(|()| stream.flush());
        sent.expect("the server reads");
    }

    /// Sends a packet.
    pub(crate) fn send(&mut self, packet_type: u32, body: &[u8]) {
        self.send_raw(&request(packet_type, body));
    }

    /// Reads a packet of this type and returns its body.
    #[track_caller]
    pub(crate) fn receive(&mut self, packet_type: u32) -> Vec<u8> {
        let (received, body) = self.receive_any();
        assert_eq!(received, packet_type, "another type, with {}", Shown(&body));
        body
    }

    /// Reads a packet: its type and body.
    #[track_caller]
    pub(crate) fn receive_any(&mut self) -> (u32, Vec<u8>) {
        let header = self.receive_raw(12);
        assert_eq!(&header[..4], b"\0RES", "magic of {}", Shown(&header));
        let word = |at: usize| {
            let bytes = header[at..at + 4].try_into().expect("four bytes");
            u32::from_be_bytes(bytes)
        };
        let size = usize::try_from(word(8)).expect("sizes fit");
        (word(4), self.receive_raw(size))
    }

    /// Reads exactly so many bytes.
    #[track_caller]
    pub(crate) fn receive_raw(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        match self.reader().read_exact(&mut bytes) {
            Ok(()) => bytes,
            Err(error) => panic!("no answer of {count} bytes: {error}"),
        }
    }

    /// Reads a packet that must be just this one.
    #[track_caller]
    pub(crate) fn expect(&mut self, packet_type: u32, body: &[u8]) {
        let received = self.receive(packet_type);
        assert!(
            received == body,
            "received {}, expected {}",
            Shown(&received),
            Shown(body)
        );
    }

    /// Makes sure that all that was sent is handled and that nothing came back which was not read.
    #[track_caller]
    pub(crate) fn expect_nothing_more(&mut self) {
        self.probes += 1;
        let probe = format!("probe {}", self.probes).into_bytes();
        self.send(ECHO_REQ, &probe);
        self.expect(ECHO_RES, &probe);
    }

    /// Waits until all that was sent is handled.
    #[track_caller]
    pub(crate) fn settle(&mut self) {
        self.expect_nothing_more();
    }

    /// Makes sure that the server closes the connection without another byte.
    #[track_caller]
    pub(crate) fn expect_closed(&mut self) {
        let rest = self.read_to_end();
        assert!(rest.is_empty(), "before the end came {}", Shown(&rest));
    }

    /// Everything until the server closes the connection.
    #[track_caller]
    pub(crate) fn read_to_end(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        match self.reader().read_to_end(&mut rest) {
            Ok(_) => rest,
            Err(error) if is_reset(&error) => rest,
            Err(error) => panic!("the connection stays open: {error}"),
        }
    }

    /// Submits a job and returns its handle.
    #[track_caller]
    pub(crate) fn submit(&mut self, packet_type: u32, body: &[&[u8]]) -> Text {
        self.send(packet_type, &fields(body));
        Text(self.receive(JOB_CREATED))
    }

    /// Says what the worker can do.
    pub(crate) fn can_do(&mut self, function: &[u8]) {
        self.send(CAN_DO, function);
    }

    /// Asks for a job, which must be there, and returns its handle.
    #[track_caller]
    pub(crate) fn grab(&mut self) -> Text {
        self.send(GRAB_JOB, b"");
        Text(first_field(&self.receive(JOB_ASSIGN)))
    }

    /// Ends a job with a result.
    pub(crate) fn complete(&mut self, job: &[u8], result: &[u8]) {
        self.send(WORK_COMPLETE, &fields(&[job, result]));
    }

    /// Asks for a job, of which there must be none.
    #[track_caller]
    pub(crate) fn expect_no_job(&mut self) {
        self.send(GRAB_JOB, b"");
        self.expect(NO_JOB, b"");
    }

    /// Sends a command line and returns the answer of one line.
    #[track_caller]
    pub(crate) fn ask_line(&mut self, line: &[u8]) -> Text {
        self.send_raw(line);
        self.read_line()
    }

    /// Sends a command line and returns the lines of the list that answers it.
    #[track_caller]
    pub(crate) fn ask_list(&mut self, line: &[u8]) -> Vec<Text> {
        self.send_raw(line);
        let mut lines = Vec::new();
        loop {
            let mut line = self.read_line();
            line.0.pop();
            if line == b"." {
                return lines;
            }
            lines.push(line);
        }
    }

    /// The columns behind a function's name in `status`; `None` if it is not listed.
    #[track_caller]
    pub(crate) fn status_of(&mut self, function: &[u8]) -> Option<[u64; 3]> {
        let lines = self.ask_list(b"status\n");
        let start = [function, b"\t"].concat();
        let line = lines
            .iter()
            .find_map(|line| line.strip_prefix(&start[..]))?;
        let text = std::str::from_utf8(line).expect("numbers are text");
        let numbers = text.split('\t').map(|word| word.parse().expect("a number"));
        let numbers: Vec<u64> = numbers.collect();
        Some(numbers.try_into().expect("three columns"))
    }

    /// Reads a line with its end.
    #[track_caller]
    pub(crate) fn read_line(&mut self) -> Text {
        let mut line = Vec::new();
        match self.reader().read_until(b'\n', &mut line) {
            Ok(_) => Text(line),
            Err(error) => panic!("no whole line: {error}"),
        }
    }

    /// Whether the server answers on this connection.
    pub(crate) fn try_echo(&mut self) -> bool {
        let sent = self.stream_mut().write_all(&request(ECHO_REQ, b"?"));
        let mut answer = [0; 13];
        sent.is_ok() && self.reader().read_exact(&mut answer).is_ok()
    }
}

/// Asks again and again until it is so.
#[track_caller]
pub(crate) fn eventually(mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + patience();
    while !is_so() {
        assert!(Instant::now() < end, "it never came to that");
        std::thread::yield_now();
    }
}

fn is_reset(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe
    )
}

/// Bytes as they look in the source of a test, long ones cut.
struct Shown<'a>(&'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = &self.0[..self.0.len().min(200)];
        write!(
            formatter,
            "{} bytes \"{}\"",
            self.0.len(),
            head.escape_ascii()
        )
    }
}
