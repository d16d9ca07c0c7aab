//! The rules of job dispatching as a deterministic state machine.
//!
//! [`Dispatcher::handle`] takes one request of one peer and the time, and pushes [`Effect`]s: replies
//! to send and changes of jobs. Nothing here reads a clock, opens a socket or touches a disk, so a
//! run is repeated exactly by repeating its inputs. What bytes on a wire mean, who is connected and
//! where jobs are kept is left to the crates around this one.
//!
//! ```
//! use bytes::Bytes;
//! use geartrain_dispatch::{
//!     Config, Dispatcher, Effect, GrabKind, Input, Mode, Outcome, PeerId, Priority, Reply,
//!     Submission, Timestamp, Unique,
//! };
//!
//! let (client, worker, now) = (PeerId(1), PeerId(2), Timestamp(0));
//! let resize = Bytes::from_static(b"resize");
//! let mut dispatcher = Dispatcher::new(Config::default());
//! let mut effects = Vec::new();
//!
//! let able = Input::Able { function: resize.clone(), run_limit_ms: None };
//! dispatcher.handle(now, worker, able, &mut effects);
//! let submission = Submission {
//!     function: resize,
//!     unique: Unique::None,
//!     workload: Bytes::from_static(b"picture"),
//!     reducer: None,
//!     priority: Priority::NORMAL,
//!     mode: Mode::Foreground,
//!     not_before: None,
//! };
//! dispatcher.handle(now, client, Input::Submit(submission), &mut effects);
//! dispatcher.handle(now, worker, Input::Grab(GrabKind::Plain), &mut effects);
//! let job = effects.iter().find_map(|effect| match effect {
//!     Effect::Send { to, reply: Reply::Assigned(assignment) } if *to == worker => {
//!         Some(assignment.job)
//!     }
//!     _ => None,
//! });
//! let job = job.expect("the worker is able to run it");
//!
//! let data = Bytes::from_static(b"thumbnail");
//! let outcome = Outcome::Complete(data.clone());
//! effects.clear();
//! dispatcher.handle(now, worker, Input::Finish { job, outcome }, &mut effects);
//! assert!(effects.contains(&Effect::Send { to: client, reply: Reply::Complete { job, data } }));
//! ```
//!
//! # How long a call may take
//!
//! Whoever calls holds a lock meanwhile, so no call looks at all there is.
//!
//! | call | looks at, at most |
//! | --- | --- |
//! | submit, report, finish, cancel | one job and the clients that wait for it, at most 65,536; a few segments of an index when the table grows or shrinks |
//! | grab, sleep | the words of the worker's abilities that hold ready functions, the abilities among them if none of the first few in turn is ready, and the functions that it has to be listed with |
//! | any of these, when it wakes | besides, the workers that are listed with the function and turn out to be awake, each once until it sleeps again |
//! | able, unable | one function, and the words of the worker's abilities |
//! | forget abilities | the worker's abilities, at most [`Config::abilities_max`] |
//! | half closed, disconnected | these, and the jobs that the peer has or waits for; [`Dispatcher::let_go`] leaves few of them |
//! | let go | these, and [`Config::jobs_per_parting`] jobs |
//! | status by unique | the jobs of all functions that have this unique |
//! | tick | [`Config::timers_per_tick`] jobs or functions, and 1,000 workers that were woken and did not answer, with two others for each |
//! | foresee | a line of an index for each request |
//! | tune | all functions that nobody needs |
//! | a piece of a listing | as many as are asked for |

mod abilities;
mod ability_table;
mod ask;
mod clients;
mod config;
mod depart;
mod dispatcher;
mod effect;
mod foresee;
mod function_set;
mod functions;
mod grab;
mod hash;
mod id_table;
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
pub use depart::Parting;
pub use dispatcher::Dispatcher;
pub use effect::{Assignment, Change, Effect, EndReason, Event, JobStatus, Refusal, Reply};
pub use ids::{FunctionId, JobId, PeerId};
pub use input::{GrabKind, Input, Mode, Outcome, QueueBound, Report, Submission, Unique};
pub use priority::{Priority, PriorityClass};
pub use record::{KeptJob, Record};
pub use time::Timestamp;
pub use tune::Limits;
pub use view::{Bookmark, FunctionView, JobView, PeerView, View};
