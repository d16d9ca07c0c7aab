//! Carries out the fixed run that the argument names, so that something else can count.
//!
//! Prints how often it allocated and how many bytes, which it counts by itself.

use std::process::ExitCode;

use geartrain_cost::allocations::{Counting, so_far};
use geartrain_cost::core::Part;
use geartrain_cost::{codec, core};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Prepares a run and gives its measured part.
type Run = fn() -> Part;

const RUNS: &[(&str, Run)] = &[
    ("one-at-a-time", core::one_at_a_time),
    ("fill-and-drain", core::fill_and_drain),
    ("fill-and-drain-kept", core::fill_and_drain_kept),
    ("many-functions", core::many_functions),
    ("joining-and-asking", core::joining_and_asking),
    ("all-due-at-once", core::all_due_at_once),
    ("departures", core::departures),
    ("decode", codec::decode),
    ("encode", codec::encode),
];

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some((_, run)) = RUNS.iter().find(|(known, _)| *known == name) else {
        for (name, _) in RUNS {
            println!("{name}");
        }
        return ExitCode::SUCCESS;
    };
    let mut part = run();
    let before = so_far();
    measured_part(&mut part);
    let allocated = so_far().since(before);
    println!("{} {}", allocated.count, allocated.bytes);
    ExitCode::SUCCESS
}

/// Callgrind counts while it is in here.
#[inline(never)]
fn measured_part(part: &mut Part) {
    part();
}
