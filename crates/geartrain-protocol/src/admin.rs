//! The admin text protocol: command lines in, answer lines out.
//!
//! ```
//! use bytes::Bytes;
//! use geartrain_protocol::admin::AdminCommand;
//!
//! assert_eq!(AdminCommand::parse(&Bytes::from_static(b"Show Jobs\r\n")), AdminCommand::ShowJobs);
//! let typo = AdminCommand::parse(&Bytes::from_static(b"stauts\n"));
//! assert!(matches!(typo, AdminCommand::Wrong(_)), "it is answered with an ERR line");
//! ```

pub mod answer;
mod parse;

use bytes::Bytes;

use crate::FunctionName;

/// A line that an operator or a monitoring tool sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdminCommand {
    /// `status`
    Status,
    /// `prioritystatus`
    PriorityStatus,
    /// `workers`
    Workers,
    /// `version`
    Version,
    /// `verbose`
    Verbose,
    /// `getpid`
    GetPid,
    /// `maxqueue FUNCTION [SIZE | HIGH NORMAL LOW]`
    MaxQueue {
        /// The function.
        function: FunctionName,
        /// The sizes as given.
        sizes: MaxQueueSizes,
    },
    /// `cancel job HANDLE`
    CancelJob {
        /// The job's handle.
        handle: Bytes,
    },
    /// `show jobs`
    ShowJobs,
    /// `show unique jobs`
    ShowUniqueJobs,
    /// `create function NAME`
    CreateFunction {
        /// The function.
        function: FunctionName,
    },
    /// `drop function NAME`
    DropFunction {
        /// The function.
        function: Bytes,
    },
    /// `shutdown`
    Shutdown {
        /// The word as it was sent: a server that does not obey answers as to an unknown one.
        command: Bytes,
    },
    /// `shutdown graceful`
    ShutdownGraceful {
        /// The first word as it was sent.
        command: Bytes,
    },
    /// Anything else, with the error line that answers it.
    Wrong(AdminError),
}

/// Sizes of a `maxqueue` line; `None`: no bound (zero or negative on the line).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxQueueSizes {
    /// None given: back to the default.
    Default,
    /// One bounds all priorities together.
    Total(Option<u32>),
    /// Three bound high, normal and low, each for itself.
    PerPriority([Option<u32>; 3]),
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminError {
    /// Machine-readable code, such as `UNKNOWN_COMMAND`.
    pub code: &'static str,
    /// What it means, before blanks are written as `+`; empty where the code says it all. Words of
    /// the line stand in it as they were sent, whatever bytes they are.
    pub text: Bytes,
}

impl AdminError {
    /// Nobody knows this command; the words stand together as gearmand writes them.
    #[must_use]
    pub fn unknown_command(command: &[u8]) -> Self {
        Self {
            code: "UNKNOWN_COMMAND",
            text: [b"Unknown server command", command].concat().into(),
        }
    }

    /// This command needs more than it got, or something else.
    #[must_use]
    pub fn incomplete(command: &[u8]) -> Self {
        let text = b"An incomplete set of arguments was sent to this command ";
        Self {
            code: "INVALID_ARGUMENTS",
            text: [text, command].concat().into(),
        }
    }
}
