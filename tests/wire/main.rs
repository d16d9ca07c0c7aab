//! Literal bytes in, literal bytes out: what every Gearman server must answer, and what this one
//! does where others fail.
//!
//! Each test runs its own server in this process. With `GEARTRAIN_TEST_SERVER=gearmand` those that
//! need none of our own settings start that program instead; `comparison.rs` does so for all of them.

mod support;

mod abandoned_jobs;
mod abilities;
mod admin_lines;
mod admin_lists;
mod attempts;
mod bad_packets;
mod bad_streams;
mod cancel;
mod client_id;
mod coalescing;
mod comparison;
mod counters;
mod delayed;
mod every_packet;
mod exceptions;
mod functions_by_hand;
mod grab;
mod half_close;
mod handles;
mod http_jobs;
mod http_requests;
mod late_workers;
mod limits;
mod listening;
mod literal;
mod long_listings;
mod options;
mod priorities;
mod queue_bounds;
mod reduce;
mod running;
mod scheduled;
mod shutdown;
mod sleep_and_wake;
mod slow_reader;
mod status;
mod stop_and_restart;
mod submit;
mod text_and_packets;
mod timeouts;
mod tls;
mod unique_status;
mod work_reports;
mod worker_death;
