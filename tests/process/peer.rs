//! A connection that speaks Gearman's binary protocol.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::wait::DEADLINE;

pub(crate) const CAN_DO: u32 = 1;
pub(crate) const PRE_SLEEP: u32 = 4;
pub(crate) const NOOP: u32 = 6;
pub(crate) const JOB_CREATED: u32 = 8;
pub(crate) const GRAB_JOB: u32 = 9;
pub(crate) const NO_JOB: u32 = 10;
pub(crate) const JOB_ASSIGN: u32 = 11;
pub(crate) const WORK_COMPLETE: u32 = 13;
pub(crate) const ECHO_REQ: u32 = 16;
pub(crate) const SUBMIT_JOB_BG: u32 = 18;
pub(crate) const ERROR: u32 = 19;
pub(crate) const SUBMIT_JOB_SCHED: u32 = 35;
pub(crate) const SUBMIT_JOB_EPOCH: u32 = 36;

/// A client or a worker.
pub(crate) struct Peer(TcpStream);

impl Peer {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        Self(stream)
    }

    pub(crate) fn send(&mut self, kind: u32, body: &[u8]) {
        let mut packet = b"\0REQ".to_vec();
        packet.extend_from_slice(&kind.to_be_bytes());
        packet.extend_from_slice(&u32::try_from(body.len()).unwrap().to_be_bytes());
        packet.extend_from_slice(body);
        self.0.write_all(&packet).unwrap();
    }

    /// A line of the admin protocol.
    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.0, "{line}").unwrap();
    }

    /// The kind and body of the next packet.
    pub(crate) fn receive(&mut self) -> (u32, Vec<u8>) {
        let mut header = [0; 12];
        self.0.read_exact(&mut header).unwrap();
        let word = |at: usize| u32::from_be_bytes(header[at..at + 4].try_into().unwrap());
        let mut body = vec![0; word(8) as usize];
        self.0.read_exact(&mut body).unwrap();
        (word(4), body)
    }
}
