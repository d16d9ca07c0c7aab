//! A client for Gearman-compatible servers: submit jobs, follow them, ask how they are.
//!
//! ```no_run
//! use geartrain_client::{Client, Event, Job};
//!
//! # async fn example() -> Result<(), geartrain_client::Error> {
//! let client = Client::connect("localhost:4730").await?;
//!
//! // In the foreground: wait for the result, and for what comes before it if that matters.
//! let mut job = client.submit(Job::new("reverse", "hello")).await?;
//! while let Some(event) = job.next_event().await {
//!     if let Event::Status { numerator, denominator } = event {
//!         println!("{numerator} of {denominator}");
//!     }
//! }
//! println!("{:?}", job.await?);
//!
//! // In the background: the job runs whether or not this program lives.
//! let handle = client.submit_background(Job::new("reverse", "later").unique("once")).await?;
//! println!("{handle} runs: {}", client.status(&handle).await?.is_running);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! Neither is on unless it is asked for.
//!
//! - `serde`: payloads and results as JSON, by `Job::json` and `RunningJob::json`.
//! - `opentelemetry`: the trace of a submission travels with its job, by
//!   `ClientBuilder::trace_context`.

mod admin;
mod batch;
mod builder;
mod client;
mod command;
mod connection;
mod done;
mod doubt;
mod error;
mod exchange;
mod feed;
mod fleet;
mod handle;
mod job;
#[cfg(feature = "serde")]
mod json;
mod late;
mod limits;
mod reach;
mod resubmission;
mod ring;
mod running;
mod settings;
mod silence;
mod spread;
mod status;
#[cfg(feature = "opentelemetry")]
mod trace;
mod unanswered;
mod waiters;

pub use admin::{Admin, FunctionStatus};
pub use builder::ClientBuilder;
/// What payloads and results are made of.
pub use bytes::Bytes;
pub use client::Client;
pub use error::Error;
pub use feed::Event;
pub use geartrain_link::{AddressError, PORT_DEFAULT, ServerAddress, Tls, TlsError};
pub use geartrain_protocol::NameError;
pub use handle::JobHandle;
pub use job::{Job, Priority};
pub use running::{Events, RunningJob};
pub use settings::SlowReader;
pub use spread::Spread;
pub use status::JobStatus;
