//! Workers for Gearman-compatible servers: functions with asynchronous handlers.
//!
//! ```no_run
//! use geartrain_worker::{Bytes, Failure, JobContext, Worker};
//!
//! async fn reverse(job: JobContext) -> Result<Bytes, Failure> {
//!     let text = std::str::from_utf8(job.payload())?;
//!     job.progress(1, 2).await;
//!     Ok(text.chars().rev().collect::<String>().into())
//! }
//!
//! # async fn example() -> Result<(), geartrain_worker::Error> {
//! let worker = Worker::builder()
//!     .server("localhost:4730")
//!     .function("reverse", reverse)
//!     .concurrency(4)
//!     .build()?;
//! let stopper = worker.stopper();
//! tokio::spawn(async move {
//!     if tokio::signal::ctrl_c().await.is_ok() {
//!         stopper.stop();
//!     }
//! });
//! let summary = worker.run().await?;
//! println!("{} jobs", summary.completed);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! Neither is on unless it is asked for.
//!
//! - `serde`: payloads and results as JSON, by `Function::json` and `JobContext::json`.
//! - `opentelemetry`: handlers run within the trace of their submission, by
//!   `middleware::TraceContext`.

mod asking;
mod attempts;
mod builder;
mod context;
mod error;
mod failure;
mod function;
#[cfg(feature = "serde")]
mod json;
mod limits;
mod line;
pub mod middleware;
mod panics;
mod plan;
mod running;
mod session;
mod signals;
mod slots;
mod worker;

pub use builder::WorkerBuilder;
/// What payloads and results are made of.
pub use bytes::Bytes;
pub use context::JobContext;
pub use error::Error;
pub use failure::Failure;
pub use function::Function;
pub use geartrain_link::{AddressError, PORT_DEFAULT, ServerAddress, Tls, TlsError};
pub use geartrain_protocol::{FunctionName, Handle, NameError};
pub use tokio_util::sync::CancellationToken;
pub use worker::{LeftJob, Stopper, Summary, Worker};
