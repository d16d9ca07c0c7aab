//! How far a run is, and how fast it was on the way.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::process::Process;

/// Samples that are kept at most; when there are more, every other one goes.
const SAMPLES_MAX: usize = 400;

/// Counts what is done, and ends a run whose time is up. Clones count together.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    shared: Rc<Shared>,
}

#[derive(Debug)]
struct Shared {
    began: Instant,
    ends: Option<Instant>,
    process: Option<Process>,
    done: Cell<u64>,
    next_sample: Cell<u64>,
    stride: Cell<u64>,
    samples: RefCell<Vec<Sample>>,
}

/// Where the run was at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sample {
    done: u64,
    elapsed: Duration,
    cpu: Option<Duration>,
}

/// What a part of the run took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    pub(super) per_second: f64,
    pub(super) cpu_us_each: Option<f64>,
}

impl Tally {
    /// Begins to count; `at_most` is the time for the run.
    pub(super) fn begin(process: Option<Process>, at_most: Option<Duration>) -> Self {
        let began = Instant::now();
        let tally = Self {
            shared: Rc::new(Shared {
                began,
                ends: at_most.map(|time| began + time),
                process,
                done: Cell::new(0),
                next_sample: Cell::new(1),
                stride: Cell::new(1),
                samples: RefCell::default(),
            }),
        };
        tally.sample();
        tally
    }

    /// Adds what was just done.
    pub(super) fn add(&self, count: u64) {
        let done = self.shared.done.get() + count;
        self.shared.done.set(done);
        if done >= self.shared.next_sample.get() {
            self.sample();
        }
    }

    pub(super) fn done(&self) -> u64 {
        self.shared.done.get()
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.shared.began.elapsed()
    }

    /// The time for the run is over.
    pub(super) fn is_time_up(&self) -> bool {
        let ends = self.shared.ends;
        ends.is_some_and(|ends| Instant::now() >= ends)
    }

    /// The pace of the first and of the last tenth of what was done.
    pub(super) fn tenths(&self) -> Option<[Pace; 2]> {
        self.sample();
        tenths(&self.shared.samples.borrow())
    }

    fn sample(&self) {
        let shared = &self.shared;
        let mut samples = shared.samples.borrow_mut();
        samples.push(Sample {
            done: shared.done.get(),
            elapsed: shared.began.elapsed(),
            cpu: shared.process.and_then(|process| process.cpu().ok()),
        });
        if samples.len() > SAMPLES_MAX {
            thin_out(&mut samples);
            shared.stride.set(shared.stride.get() * 2);
        }
        shared
            .next_sample
            .set(shared.done.get() + shared.stride.get());
    }
}

/// Drops every other sample, never the first.
fn thin_out(samples: &mut Vec<Sample>) {
    let mut position = 0;
    samples.retain(|_| {
        position += 1;
        position % 2 == 1
    });
}

fn tenths(samples: &[Sample]) -> Option<[Pace; 2]> {
    let (first, last) = (samples.first()?, samples.last()?);
    let tenth = last.done / 10;
    let end_of_first = samples.iter().find(|sample| sample.done >= tenth)?;
    let begin_of_last = samples
        .iter()
        .rfind(|sample| sample.done <= last.done - tenth)?;
    Some([pace(first, end_of_first)?, pace(begin_of_last, last)?])
}

fn pace(from: &Sample, to: &Sample) -> Option<Pace> {
    let done = (to.done > from.done).then(|| (to.done - from.done) as f64)?;
    let seconds = (to.elapsed - from.elapsed).as_secs_f64();
    let cpu = from.cpu.zip(to.cpu);
    Some(Pace {
        per_second: done / seconds,
        cpu_us_each: cpu.map(|(from, to)| to.saturating_sub(from).as_secs_f64() * 1e6 / done),
    })
}

#[cfg(test)]
mod tests;
