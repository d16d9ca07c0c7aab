//! Bringing near what several requests are about to look at.

use std::hint::black_box;

use crate::job::Coalesce;
use crate::{Dispatcher, Input};

impl Dispatcher {
    /// Reads what the submissions among `inputs` will look up, and changes nothing.
    ///
    /// Worth while for several requests that are about to be handled one after the other: with very
    /// many jobs each of them waits for a piece of memory that nothing else told of, and here the
    /// waits of all of them overlap.
    pub fn foresee<'a>(&self, inputs: impl Iterator<Item = &'a Input>) {
        let keys = inputs.filter_map(|input| {
            let Input::Submit(submission) = input else {
                return None;
            };
            let key = Coalesce::of(&submission.unique, &submission.workload);
            // To hash a whole payload takes longer than what is saved.
            key.filter(|key| matches!(key, Coalesce::Unique(_)))
        });
        // What was read has to be of use for something, or it is not read.
        black_box(keys.fold(0, |all, key| all ^ self.jobs.touch(key)));
    }
}

#[cfg(test)]
mod tests;
