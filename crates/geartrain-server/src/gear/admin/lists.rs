//! Listings of functions, connections and jobs.

use bytes::Bytes;
use geartrain_dispatch::Mode;
use geartrain_protocol::admin::answer::{
    JobLine, PriorityStatusLine, StatusLine, WorkerLine, job_line, list_end, priority_status_line,
    status_line, unique_line, worker_line,
};

use crate::gear::handles::Handles;
use crate::gear::message::Message;
use crate::hub::{FunctionRow, Hub, JobRow, PeerRow};

/// A listing that somebody may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// Functions, and how many jobs and workers they have.
    Status,
    /// Functions, and how many jobs of each priority wait.
    PriorityStatus,
    /// Connections, and what they can run.
    Workers,
    /// Jobs by their handles.
    Jobs,
    /// Jobs by their uniques.
    Uniques,
}

impl List {
    /// How many lines and names it has, or more.
    pub(crate) fn rows_max(self, hub: &Hub) -> usize {
        match self {
            Self::Status | Self::PriorityStatus => hub.function_count(),
            Self::Workers => hub.peer_count() * (1 + hub.function_count()),
            Self::Jobs | Self::Uniques => hub.job_count(),
        }
    }

    /// The listing as it is sent.
    pub(crate) fn make(self, hub: &Hub, handles: &Handles) -> Message {
        let mut text = Vec::new();
        let out = &mut text;
        match self {
            Self::Status => status(&hub.function_rows(), out),
            Self::PriorityStatus => priority_status(&hub.function_rows(), out),
            Self::Workers => workers(&hub.peer_rows(), out),
            Self::Jobs => jobs(&hub.job_rows(), handles, out),
            Self::Uniques => uniques(&hub.job_rows(), out),
        }
        Message::Text(text.into())
    }
}

/// The newest function comes first; gearmand's order is that of a hash table.
fn status(functions: &[FunctionRow], out: &mut Vec<u8>) {
    for function in functions.iter().rev() {
        let queued: u64 = queued(function).iter().sum();
        let line = StatusLine {
            function: &function.name,
            total: queued + function.running as u64,
            running: function.running as u64,
            workers: function.workers as u64,
        };
        status_line(out, line);
    }
    list_end(out);
}

fn priority_status(functions: &[FunctionRow], out: &mut Vec<u8>) {
    for function in functions.iter().rev() {
        let line = PriorityStatusLine {
            function: &function.name,
            queued: queued(function),
            workers: function.workers as u64,
        };
        priority_status_line(out, line);
    }
    list_end(out);
}

/// Jobs that wait for a worker or for their time, by class of priority.
fn queued(function: &FunctionRow) -> [u64; 3] {
    let classes = [0, 1, 2];
    classes.map(|class| (function.ready[class] + function.delayed[class]) as u64)
}

/// All connections, those that are no workers as well. The newest ability comes first, as in
/// gearmand.
fn workers(peers: &[PeerRow], out: &mut Vec<u8>) {
    for peer in peers {
        let address = peer.facts.address.ip().to_string();
        let line = WorkerLine {
            connection: u64::try_from(peer.facts.socket).unwrap_or_default(),
            address: &address,
            client_id: &peer.client_id,
        };
        worker_line(out, line, peer.functions.iter().rev().map(Bytes::as_ref));
    }
    list_end(out);
}

fn jobs(jobs: &[JobRow], handles: &Handles, out: &mut Vec<u8>) {
    let mut handle = Vec::new();
    for job in jobs {
        handle.clear();
        handles.append(job.id, &mut handle);
        let line = JobLine {
            handle: &handle,
            retries: job.retries().into(),
            // A cancelled job is gone here; gearmand keeps it until a worker asks for it.
            is_ignored: false,
            is_background: job.mode == Mode::Background,
        };
        job_line(out, line);
    }
    list_end(out);
}

fn uniques(jobs: &[JobRow], out: &mut Vec<u8>) {
    for job in jobs {
        unique_line(out, &job.unique);
    }
    list_end(out);
}

#[cfg(test)]
mod tests;
