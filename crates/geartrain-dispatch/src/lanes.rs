//! The ready jobs of one function: a first-in-first-out lane for each priority.
//!
//! Lanes are linked through the jobs themselves, so a job leaves from the middle without a search.

use smallvec::SmallVec;

use crate::job::State;
use crate::jobs::Jobs;
use crate::slots::Slot;
use crate::{Priority, PriorityClass, Timestamp};

/// One lane: its priority and its ends.
#[derive(Clone, Copy)]
struct Lane {
    priority: Priority,
    first: Slot,
    last: Slot,
}

/// All lanes of one function; a lane without jobs does not exist.
#[derive(Default)]
pub(crate) struct Lanes {
    /// The most urgent first. Gearman has three priorities, for which no memory is needed.
    lanes: SmallVec<[Lane; 3]>,
    by_class: [usize; 3],
}

impl Lanes {
    pub(crate) fn len(&self) -> usize {
        self.by_class.iter().sum()
    }

    /// Jobs in each class of priority, the most urgent first.
    pub(crate) fn by_class(&self) -> [usize; 3] {
        self.by_class
    }

    /// The most urgent priority with a job.
    pub(crate) fn most_urgent(&self) -> Option<Priority> {
        self.lanes.first().map(|lane| lane.priority)
    }

    /// The job to run next: the first of the most urgent lane.
    pub(crate) fn next(&self) -> Option<Slot> {
        self.lanes.first().map(|lane| lane.first)
    }

    fn position(&self, priority: Priority) -> Result<usize, usize> {
        self.lanes
            .binary_search_by_key(&priority, |lane| lane.priority)
    }

    /// Appends the job to the lane of its priority and marks it ready since `now`.
    pub(crate) fn push(&mut self, slot: Slot, now: Timestamp, jobs: &mut Jobs) {
        let job = &mut jobs[slot];
        let priority = job.priority;
        let before = self.append(priority, slot);
        job.state = State::Ready {
            since: now,
            before,
            behind: None,
        };
        if let Some(before) = before {
            *links(jobs, before).1 = Some(slot);
        }
        self.by_class[priority.class().index()] += 1;
    }

    /// Makes the job the last of its lane and gives the one that was.
    fn append(&mut self, priority: Priority, slot: Slot) -> Option<Slot> {
        match self.position(priority) {
            Ok(found) => Some(std::mem::replace(&mut self.lanes[found].last, slot)),
            Err(place) => {
                let lane = Lane {
                    priority,
                    first: slot,
                    last: slot,
                };
                self.lanes.insert(place, lane);
                None
            }
        }
    }

    /// Takes a ready job out of its lane; its state is for the caller to set.
    pub(crate) fn unlink(&mut self, slot: Slot, jobs: &mut Jobs) {
        let priority = jobs[slot].priority;
        let (before, behind) = links(jobs, slot);
        let (before, behind) = (before.take(), behind.take());
        if let Some(before) = before {
            *links(jobs, before).1 = behind;
        }
        if let Some(behind) = behind {
            *links(jobs, behind).0 = before;
        }
        self.move_ends(priority, before, behind);
        self.by_class[priority.class().index()] -= 1;
    }

    fn move_ends(&mut self, priority: Priority, before: Option<Slot>, behind: Option<Slot>) {
        let found = self.position(priority);
        let found = found.expect("a ready job stands in a lane");
        match (before, behind) {
            (None, None) => {
                self.lanes.remove(found);
            }
            (None, Some(behind)) => self.lanes[found].first = behind,
            (Some(before), None) => self.lanes[found].last = before,
            (Some(_), Some(_)) => {}
        }
    }

    /// Since when the oldest ready job waits: lanes are in order of arrival.
    pub(crate) fn oldest(&self, jobs: &Jobs) -> Option<Timestamp> {
        let firsts = self.lanes.iter().map(|lane| lane.first);
        firsts.filter_map(|slot| ready_since(jobs, slot)).min()
    }

    /// The jobs of one class in the order of the lanes, for the invariants.
    pub(crate) fn walk(&self, class: PriorityClass, jobs: &Jobs) -> Vec<Slot> {
        let mut walked = Vec::new();
        for lane in self
            .lanes
            .iter()
            .filter(|lane| lane.priority.class() == class)
        {
            let mut next = Some(lane.first);
            while let Some(slot) = next {
                walked.push(slot);
                let State::Ready { behind, .. } = jobs[slot].state else {
                    panic!("lane order: a lane holds ready jobs only");
                };
                next = behind;
            }
            assert_eq!(
                walked.last(),
                Some(&lane.last),
                "lane order: a lane ends at its last job"
            );
        }
        walked
    }
}

fn ready_since(jobs: &Jobs, slot: Slot) -> Option<Timestamp> {
    match jobs[slot].state {
        State::Ready { since, .. } => Some(since),
        State::Moving | State::Delayed { .. } | State::Running(_) | State::Buried => None,
    }
}

fn links(jobs: &mut Jobs, slot: Slot) -> (&mut Option<Slot>, &mut Option<Slot>) {
    match &mut jobs[slot].state {
        State::Ready { before, behind, .. } => (before, behind),
        State::Moving | State::Delayed { .. } | State::Running(_) | State::Buried => {
            panic!("lane order: a lane holds ready jobs only")
        }
    }
}
