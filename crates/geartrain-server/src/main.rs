//! `geartraind`: the job dispatcher as a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    geartrain_server::run::run(std::env::args_os())
}
