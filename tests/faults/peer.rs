//! A peer that says exactly what the test says, packet by packet.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use crate::process::DEADLINE;

const CAN_DO: u32 = 1;
const SUBMIT_JOB: u32 = 7;
const JOB_CREATED: u32 = 8;
const GRAB_JOB: u32 = 9;
const NO_JOB: u32 = 10;
const JOB_ASSIGN: u32 = 11;
const WORK_COMPLETE: u32 = 13;
const ECHO_REQ: u32 = 16;
const ECHO_RES: u32 = 17;
const SUBMIT_JOB_BG: u32 = 18;
const ERROR: u32 = 19;

/// A handle as the server gave it.
pub(crate) type Handle = Vec<u8>;

/// A connection.
pub(crate) struct Peer {
    stream: TcpStream,
}

/// What the server said.
#[derive(Debug, PartialEq, Eq)]
struct Packet {
    kind: u32,
    body: Vec<u8>,
}

/// The connection ended.
#[derive(Debug)]
pub(crate) struct Dead;

/// A job that this peer was given.
pub(crate) struct Assigned {
    pub(crate) handle: Handle,
    pub(crate) payload: Vec<u8>,
}

impl Peer {
    pub(crate) fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream
            .set_read_timeout(Some(DEADLINE))
            .expect("it is not zero");
        stream.set_nodelay(true).expect("it is a TCP socket");
        Self { stream }
    }

    /// Hands in a background job without waiting for the answer; returns whether it could be sent.
    pub(crate) fn send_background(&mut self, function: &str, payload: &[u8]) -> bool {
        let body = [function.as_bytes(), b"", payload].join(&0);
        self.send(SUBMIT_JOB_BG, &body).is_ok()
    }

    /// Hands in a background job that joins others of its unique.
    pub(crate) fn send_unique(&mut self, function: &str, unique: &str, payload: &[u8]) -> bool {
        let body = [function.as_bytes(), unique.as_bytes(), payload].join(&0);
        self.send(SUBMIT_JOB_BG, &body).is_ok()
    }

    /// The next answer to a submission: the handle, or the error as it was sent; `None` when the
    /// connection ended.
    pub(crate) fn answer(&mut self) -> Option<Result<Handle, String>> {
        let Packet { kind, body } = self.receive()?;
        match kind {
            JOB_CREATED => Some(Ok(body)),
            ERROR => Some(Err(String::from_utf8_lossy(&body).replace('\0', ": "))),
            kind => panic!("packet {kind} does not answer a submission"),
        }
    }

    /// Hands in a background job.
    pub(crate) fn submit_background(
        &mut self,
        function: &str,
        payload: &[u8],
    ) -> Result<Handle, String> {
        assert!(self.send_background(function, payload), "the server lives");
        self.answer().expect("the server answers")
    }

    /// Hands in a job and waits for its result.
    pub(crate) fn run_foreground(&mut self, function: &str, payload: &[u8]) -> Vec<u8> {
        let body = [function.as_bytes(), b"", payload].join(&0);
        self.send(SUBMIT_JOB, &body).expect("the server lives");
        assert_eq!(self.receive().expect("it answers").kind, JOB_CREATED);
        let Packet { kind, body } = self.receive().expect("the job ends");
        assert_eq!(kind, WORK_COMPLETE);
        let handle = body.iter().position(|byte| *byte == 0).expect("a handle");
        body[handle + 1..].to_vec()
    }

    /// Can run `function` from now on.
    pub(crate) fn can_do(&mut self, function: &str) {
        self.send(CAN_DO, function.as_bytes())
            .expect("the server lives");
    }

    /// Asks for a job.
    pub(crate) fn grab(&mut self) -> Option<Assigned> {
        self.try_grab().expect("the server lives")
    }

    /// Asks for a job of a server that may be dead.
    pub(crate) fn try_grab(&mut self) -> Result<Option<Assigned>, Dead> {
        self.send(GRAB_JOB, b"").map_err(|_| Dead)?;
        let Packet { kind, body } = self.receive().ok_or(Dead)?;
        if kind == NO_JOB {
            return Ok(None);
        }
        assert_eq!(kind, JOB_ASSIGN);
        let mut parts = body.splitn(3, |byte| *byte == 0).map(<[u8]>::to_vec);
        let (Some(handle), _, Some(payload)) = (parts.next(), parts.next(), parts.next()) else {
            panic!("an assignment has three parts");
        };
        Ok(Some(Assigned { handle, payload }))
    }

    /// Ends a job with its payload as result.
    pub(crate) fn complete(&mut self, job: &Assigned) {
        assert!(self.try_complete(job), "the server lives");
    }

    /// The same for a server that may be dead; returns whether it could be sent.
    pub(crate) fn try_complete(&mut self, job: &Assigned) -> bool {
        let body = [&job.handle[..], &job.payload].join(&0);
        self.send(WORK_COMPLETE, &body).is_ok()
    }

    /// Returns once the server has dealt with all that was sent before.
    pub(crate) fn settle(&mut self) {
        self.send(ECHO_REQ, b"").expect("the server lives");
        assert_eq!(self.receive().expect("it answers").kind, ECHO_RES);
    }

    /// Sends a line of the admin protocol and returns the line that answers it.
    pub(crate) fn ask(&mut self, line: &str) -> String {
        writeln!(self.stream, "{line}").expect("the server lives");
        let mut answer = Vec::new();
        while !answer.ends_with(b"\n") {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).expect("it answers");
            answer.extend(byte);
        }
        String::from_utf8(answer)
            .expect("text")
            .trim_end()
            .to_owned()
    }

    /// Runs all that is ready, and gives how often each payload came.
    pub(crate) fn run_all(&mut self, function: &str) -> BTreeMap<Vec<u8>, u32> {
        let mut ran = BTreeMap::new();
        self.can_do(function);
        while let Some(job) = self.grab() {
            self.complete(&job);
            *ran.entry(job.payload).or_default() += 1;
        }
        self.settle();
        ran
    }

    fn send(&mut self, kind: u32, body: &[u8]) -> std::io::Result<()> {
        let length = u32::try_from(body.len()).expect("a small packet");
        let head = [
            b"\0REQ".as_slice(),
            &kind.to_be_bytes(),
            &length.to_be_bytes(),
        ]
        .concat();
        self.stream.write_all(&[head.as_slice(), body].concat())
    }

    fn receive(&mut self) -> Option<Packet> {
        let mut head = [0; 12];
        self.stream.read_exact(&mut head).ok()?;
        let number = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().expect("four"));
        let mut body = vec![0; usize::try_from(number(8)).expect("it fits")];
        self.stream.read_exact(&mut body).ok()?;
        Some(Packet {
            kind: number(4),
            body,
        })
    }
}
