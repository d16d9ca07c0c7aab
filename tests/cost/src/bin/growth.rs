//! Shows how the cost of a job grows with what the dispatcher holds, and the longest single call.
//!
//! Times depend on the machine and on who else uses it: compare the lines of one run.

use std::time::{Duration, Instant};

use bytes::Bytes;
use geartrain_cost::allocations::{Counting, held};
use geartrain_cost::desk::{Desk, background, foreground, function};
use geartrain_dispatch::{Input, Submission};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Jobs that are measured with so much around them.
const JOBS: u64 = 20_000;

fn main() {
    for queued in [10, 1_000, 100_000, 1_000_000] {
        fill(queued);
    }
    for functions in [1, 100, 10_000] {
        let around = format!("{functions} functions, a worker can run up to 100");
        one_at_a_time(&around, functions, 100);
    }
    for sleepers in [10, 1_000, 10_000] {
        one_at_a_time(&format!("{sleepers} sleeping workers"), 1, sleepers);
    }
    due_at_once(1_000_000);
}

/// Times single calls.
#[derive(Default)]
struct Watch {
    total: Duration,
    longest: Duration,
    calls: u32,
}

impl Watch {
    fn time<T>(&mut self, call: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let result = call();
        let took = begin.elapsed();
        self.total += took;
        self.longest = self.longest.max(took);
        self.calls += 1;
        result
    }

    fn tell(&self, what: &str) {
        let each = self.total.as_nanos() / u128::from(self.calls.max(1));
        println!(
            "{what:60} {each:>7} ns each, longest {:>7.1?}",
            self.longest
        );
    }
}

/// Fills a queue, adds and serves jobs beside it, and drains it.
fn fill(queued: u64) {
    let mut desk = Desk::default();
    let name = function(0);
    desk.able(1, &name);
    let before = held();
    let mut watch = Watch::default();
    for number in 0..queued {
        let job = background(&name, number);
        watch.time(|| desk.submit(2, job));
    }
    watch.tell(&format!("submit up to {queued} queued jobs"));
    println!("{:60} {:>7} bytes a job", "", (held() - before) / queued);
    let mut watch = Watch::default();
    for number in queued..queued + JOBS {
        let job = background(&name, number);
        watch.time(|| {
            desk.submit(2, job);
            desk.serve(1)
        });
    }
    watch.tell(&format!("submit and serve beside {queued} queued jobs"));
    let mut watch = Watch::default();
    while watch.time(|| desk.serve(1)) {}
    watch.tell(&format!("drain {queued} queued jobs"));
    println!("{:60} {:>7} bytes left", "", held() - before);
}

/// Jobs come one at a time, and whoever is woken serves.
fn one_at_a_time(around: &str, functions: usize, workers: usize) {
    let mut desk = Desk::default();
    let names: Vec<Bytes> = (0..functions as u64).map(function).collect();
    for worker in 0..workers {
        for name in names.iter().skip(worker % functions).step_by(100).take(100) {
            desk.able(worker as u64, name);
        }
        desk.input(worker as u64, Input::Sleep);
    }
    let mut watch = Watch::default();
    for number in 0..20_000 {
        let name = &names[number * 7_919 % functions];
        let job = foreground(name);
        watch.time(|| {
            if let Some(worker) = desk.submit(u64::MAX, job) {
                desk.serve(worker);
                desk.input(worker, Input::Sleep);
            }
        });
    }
    watch.tell(&format!("one job at a time, {around}"));
}

/// Very many jobs wait for the same moment, which comes.
fn due_at_once(jobs: u64) {
    let mut desk = Desk::default();
    let name = function(0);
    let due = desk.now().plus_ms(1_000);
    for number in 0..jobs {
        let job = background(&name, number);
        let not_before = Some(Box::new(due));
        desk.submit(2, Submission { not_before, ..job });
    }
    desk.pass_ms(1_000);
    let mut watch = Watch::default();
    while desk
        .dispatcher
        .next_deadline()
        .is_some_and(|at| at <= desk.now())
    {
        let now = desk.now();
        desk.effects.clear();
        watch.time(|| desk.dispatcher.tick(now, &mut desk.effects));
    }
    watch.tell(&format!("ticks for {jobs} jobs due at once"));
}
