//! What all Rust clients and workers do alike, whatever the library: the command line, and lines of
//! JSON with bytes in hexadecimal.

use std::error::Error;
use std::fmt::Write;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

/// Any failure ends the program.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// How long a client waits between two questions about a job.
pub const STATUS_PAUSE: Duration = Duration::from_millis(10);

/// How long the function `hold` waits between two looks at its file.
pub const GATE_PAUSE: Duration = Duration::from_millis(5);

/// What the command line of a client asks for.
pub struct Order {
    pub action: String,
    pub address: String,
    pub function: String,
    pub priority: String,
    /// The unique id, unless the library is to choose.
    pub unique: Option<String>,
    pub payload: Vec<u8>,
}

impl Order {
    /// Reads ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]] and the payload on standard input.
    pub fn read(mut words: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut next = || words.next().unwrap_or_default();
        let (action, host, port, function) = (next(), next(), next(), next());
        let (priority, unique) = (next(), next());
        let mut payload = Vec::new();
        std::io::stdin().read_to_end(&mut payload)?;
        Ok(Self {
            action,
            address: format!("{host}:{port}"),
            function,
            priority,
            unique: (!unique.is_empty()).then_some(unique),
            payload,
        })
    }
}

/// What a client was told about its job.
#[derive(Default)]
pub struct Seen {
    pub end: &'static str,
    pub result: Vec<u8>,
    pub exception: Vec<u8>,
    pub data: Vec<String>,
    pub warnings: Vec<String>,
    pub statuses: Vec<[u64; 2]>,
}

impl Seen {
    /// Prints what was seen.
    pub fn say(&self) {
        say_line(&json!({
            "end": self.end,
            "result": hex(&self.result),
            "exception": hex(&self.exception),
            "data": self.data,
            "warnings": self.warnings,
            "statuses": self.statuses,
        }));
    }
}

/// Prints one line of JSON.
pub fn say_line(fields: &Value) {
    println!("{fields}");
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a String takes all that is written to it");
    }
    text
}

/// The address and the prefix of the functions of a worker: HOST PORT PREFIX.
pub fn worker_arguments(mut words: impl Iterator<Item = String>) -> (String, String) {
    let mut next = || words.next().unwrap_or_default();
    let (host, port, prefix) = (next(), next(), next());
    (format!("{host}:{port}"), prefix)
}

/// The payload back to front.
pub fn reversed(payload: &[u8]) -> Vec<u8> {
    payload.iter().rev().copied().collect()
}

/// Whether the file that the payload names is there.
pub fn is_open(gate: &[u8]) -> bool {
    Path::new(&*String::from_utf8_lossy(gate)).exists()
}
