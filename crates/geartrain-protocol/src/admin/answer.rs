//! Answer lines, byte for byte as gearmand writes them; monitoring tools take them apart.
//!
//! Each function appends one line. Send an answer in one piece: some libraries take the first
//! segment for the whole.
//!
//! ```
//! use geartrain_protocol::admin::answer::{StatusLine, list_end, status_line};
//!
//! let mut answer = Vec::new();
//! status_line(&mut answer, StatusLine { function: b"resize", total: 3, running: 1, workers: 2 });
//! list_end(&mut answer);
//! assert_eq!(answer, b"resize\t3\t1\t2\n.\n");
//! ```

use super::AdminError;

/// One function in the answer to `status`.
#[derive(Clone, Copy, Debug)]
pub struct StatusLine<'a> {
    /// Name of the function.
    pub function: &'a [u8],
    /// Jobs, queued and running.
    pub total: u64,
    /// Jobs that run.
    pub running: u64,
    /// Workers that can run it.
    pub workers: u64,
}

/// One function in the answer to `prioritystatus`.
#[derive(Clone, Copy, Debug)]
pub struct PriorityStatusLine<'a> {
    /// Name of the function.
    pub function: &'a [u8],
    /// Queued jobs of high, normal and low priority.
    pub queued: [u64; 3],
    /// Workers that can run it.
    pub workers: u64,
}

/// One connection in the answer to `workers`.
#[derive(Clone, Copy, Debug)]
pub struct WorkerLine<'a> {
    /// Number of the connection; gearmand shows the file descriptor.
    pub connection: u64,
    /// Address that it comes from.
    pub address: &'a str,
    /// What it calls itself; empty where it said nothing.
    pub client_id: &'a [u8],
}

/// One job in the answer to `show jobs`.
#[derive(Clone, Copy, Debug)]
pub struct JobLine<'a> {
    /// Its handle.
    pub handle: &'a [u8],
    /// How often a worker was lost with it.
    pub retries: u64,
    /// It waits to be forgotten.
    pub is_ignored: bool,
    /// It is a background job.
    pub is_background: bool,
}

/// `NAME<tab>TOTAL<tab>RUNNING<tab>WORKERS`
pub fn status_line(answer: &mut Vec<u8>, line: StatusLine<'_>) {
    push_name(answer, line.function);
    push_columns(answer, &[line.total, line.running, line.workers]);
}

/// `NAME<tab>HIGH<tab>NORMAL<tab>LOW<tab>WORKERS`
pub fn priority_status_line(answer: &mut Vec<u8>, line: PriorityStatusLine<'_>) {
    let [high, normal, low] = line.queued;
    push_name(answer, line.function);
    push_columns(answer, &[high, normal, low, line.workers]);
}

/// `NUMBER ADDRESS ID :` and the functions, each behind a blank; `-` for no id.
pub fn worker_line<'a>(
    answer: &mut Vec<u8>,
    line: WorkerLine<'_>,
    functions: impl IntoIterator<Item = &'a [u8]>,
) {
    let client_id = match line.client_id {
        [] => b"-",
        named => named,
    };
    answer.extend_from_slice(format!("{} {} ", line.connection, line.address).as_bytes());
    push_name(answer, client_id);
    answer.extend_from_slice(b" :");
    for function in functions {
        answer.push(b' ');
        push_name(answer, function);
    }
    answer.push(b'\n');
}

/// `HANDLE<tab>RETRIES<tab>IGNORED<tab>BACKGROUND`
pub fn job_line(answer: &mut Vec<u8>, line: JobLine<'_>) {
    let flags = [line.is_ignored, line.is_background].map(u64::from);
    push_name(answer, line.handle);
    push_columns(answer, &[line.retries, flags[0], flags[1]]);
}

/// A unique in the answer to `show unique jobs`; an empty line for a job that has none.
pub fn unique_line(answer: &mut Vec<u8>, unique: &[u8]) {
    push_name(answer, unique);
    answer.push(b'\n');
}

/// Ends a list.
pub fn list_end(answer: &mut Vec<u8>) {
    answer.extend_from_slice(b".\n");
}

/// Answers a command that was carried out.
pub fn ok(answer: &mut Vec<u8>) {
    answer.extend_from_slice(b"OK\r\n");
}

/// Answers `version`, `verbose` and `getpid`.
pub fn ok_value(answer: &mut Vec<u8>, value: impl std::fmt::Display) {
    answer.extend_from_slice(format!("OK {value}\n").as_bytes());
}

/// Answers what is wrong with a line.
pub fn error(answer: &mut Vec<u8>, error: &AdminError) {
    answer.extend_from_slice(b"ERR ");
    answer.extend_from_slice(error.code.as_bytes());
    if !error.text.is_empty() {
        answer.push(b' ');
        let no_blanks = |byte: &u8| if *byte == b' ' { b'+' } else { *byte };
        answer.extend(error.text.iter().map(no_blanks));
    }
    answer.extend_from_slice(b"\r\n");
}

/// Answers `cancel job` for a handle that no job has.
pub fn unknown_job(answer: &mut Vec<u8>) {
    answer.extend_from_slice(b"ERR UNKNOWN_JOB\r\n");
}

/// Answers `create function` for one that cannot be made.
pub fn function_not_created(answer: &mut Vec<u8>, function: &[u8]) {
    answer.extend_from_slice(b"ERR CREATE_FUNCTION ");
    push_name(answer, function);
    answer.extend_from_slice(b"\r\n");
}

/// Answers `drop function` for one that there is not.
pub fn function_not_found(answer: &mut Vec<u8>) {
    answer.extend_from_slice(b"ERR function not found\r\n");
}

/// Answers `drop function` for one that has workers or jobs.
pub fn function_in_use(answer: &mut Vec<u8>) {
    answer.extend_from_slice(b"ERR there are still connected workers or executing clients\r\n");
}

/// Control bytes are written as `\x0a`, so that no name can forge a line or a column.
fn push_name(answer: &mut Vec<u8>, name: &[u8]) {
    for byte in name {
        if byte.is_ascii_control() {
            answer.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
        } else {
            answer.push(*byte);
        }
    }
}

fn push_columns(answer: &mut Vec<u8>, columns: &[u64]) {
    for column in columns {
        answer.push(b'\t');
        answer.extend_from_slice(column.to_string().as_bytes());
    }
    answer.push(b'\n');
}

#[cfg(test)]
mod tests;
