//! The rules of job dispatching as a deterministic state machine.
//!
//! [`Dispatcher::handle`] takes one request of one peer and the time, and pushes [`Effect`]s: replies
//! to send and changes of jobs. Nothing here reads a clock, opens a socket or touches a disk, so a
//! run is repeated exactly by repeating its inputs. What bytes on a wire mean, who is connected and
//! where jobs are kept is left to the crates around this one.

mod abilities;
mod ability_table;
mod ask;
mod clients;
mod config;
mod depart;
mod dispatcher;
mod effect;
mod function_set;
mod functions;
mod grab;
mod hash;
mod ids;
mod index;
mod input;
mod invariants;
mod job;
mod jobs;
mod lanes;
mod life;
mod manage;
mod order;
mod peers;
mod priority;
mod readiness;
mod record;
mod report;
mod slots;
#[cfg(test)]
mod stage;
mod submit;
mod time;
mod timers;
mod tune;
mod turn;
mod view;
mod wake;
mod workload;

pub use config::{Config, FunctionOrder};
pub use dispatcher::Dispatcher;
pub use effect::{Assignment, Change, Effect, EndReason, Event, JobStatus, Refusal, Reply};
pub use ids::{FunctionId, JobId, PeerId};
pub use input::{GrabKind, Input, Mode, Outcome, QueueBound, Report, Submission, Unique};
pub use priority::{Priority, PriorityClass};
pub use record::{KeptJob, Record};
pub use time::Timestamp;
pub use tune::Limits;
pub use view::{FunctionView, JobView, PeerView, View};
