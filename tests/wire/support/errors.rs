//! Bodies of `ERROR` packets that clients and workers meet, as gearmand writes them.

pub(crate) const RESULT_UNKNOWN: &[u8] = b"JOB_NOT_FOUND\0Job given in work result not found";
pub(crate) const DATA_UNKNOWN: &[u8] = b"JOB_NOT_FOUND\0Job does not exist on server";
pub(crate) const EXCEPTION_UNKNOWN: &[u8] =
    b"JOB_NOT_FOUND\0An exception was received for a job that does not exist";
pub(crate) const QUEUE_FULL: &[u8] = b"QUEUE_ERROR\0Job queue is full";
pub(crate) const OPTION_UNKNOWN: &[u8] = b"UNKNOWN_OPTION\0Server does not recognize given option";
pub(crate) const UNIQUE_TOO_LONG: &[u8] = b"ARGUMENT_TOO_LARGE\0Unique value too large";
pub(crate) const NOT_EXPECTED: &[u8] = b"INVALID_COMMAND\0Command not expected";
pub(crate) const REQUEST_MAGIC: &[u8] = b"INVALID_MAGIC\0Request magic expected";
