//! How a job is.

use geartrain_protocol::{Response, StatusFields};

use crate::Error;
use crate::client::unexpected;

/// What the server knows of a job at this moment.
///
/// ```no_run
/// use geartrain_client::{Client, JobHandle};
///
/// # async fn example() -> Result<(), geartrain_client::Error> {
/// let client = Client::connect("localhost:4730").await?;
/// let status = client.status(&JobHandle::new("H:jobs.example:17")?).await?;
/// if status.is_running {
///     println!("{} of {}", status.numerator, status.denominator);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobStatus {
    /// The server has the job: it waits or runs. A job that ended is unknown.
    pub is_known: bool,
    /// A worker has it.
    pub is_running: bool,
    /// Part that is done, as the worker reported it; 0 until it did.
    pub numerator: u64,
    /// The whole, as the worker reported it; 0 until it did.
    pub denominator: u64,
    /// How many clients wait for the result; only in an answer about a unique.
    pub clients: Option<u64>,
}

impl JobStatus {
    pub(crate) fn read(answer: &Response) -> Result<Self, Error> {
        match answer {
            Response::Status { status, .. } => Ok(Self::from_wire(*status, None)),
            Response::StatusUnique {
                status, clients, ..
            } => Ok(Self::from_wire(*status, Some(*clients))),
            other => Err(unexpected(other)),
        }
    }

    fn from_wire(fields: StatusFields, clients: Option<u64>) -> Self {
        Self {
            is_known: fields.is_known,
            is_running: fields.is_running,
            numerator: fields.numerator,
            denominator: fields.denominator,
            clients,
        }
    }
}
