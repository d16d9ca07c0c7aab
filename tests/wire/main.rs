//! Literal bytes in, literal bytes out: what every Gearman server must answer, and what this one
//! does where others fail.
//!
//! Each test runs its own server in this process. With `GEARTRAIN_TEST_SERVER=host:port` those that
//! need no settings of their own talk to the server there instead, so that two servers can be
//! compared.

mod support;

mod admin_functions;
mod admin_lines;
mod bad_input;
mod coalescing;
mod delayed;
mod exceptions;
mod half_close;
mod http_jobs;
mod limits;
mod listening;
mod options;
mod priorities;
mod reduce;
mod shutdown;
mod sleep_and_wake;
mod slow_reader;
mod status;
mod submit_and_result;
mod timeouts;
mod tls;
mod worker_death;
