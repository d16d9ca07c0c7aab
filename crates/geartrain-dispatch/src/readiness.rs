//! Which functions have ready jobs, by the priority of their most urgent one.

use crate::function_set::ReadySet;
use crate::{FunctionId, Priority};

/// As many sets are kept however few priorities are in use: those of Gearman.
const KEPT_LEVELS: usize = 3;

/// All functions with ready jobs.
#[derive(Default)]
pub(crate) struct Readiness {
    /// The most urgent ready priority of each function, by number.
    urgency: Vec<Option<Priority>>,
    /// The most urgent first.
    levels: Vec<Level>,
}

/// The functions whose most urgent ready job has this priority.
pub(crate) struct Level {
    pub(crate) priority: Priority,
    pub(crate) functions: ReadySet,
}

impl Readiness {
    /// The most urgent priority among the ready jobs of a function.
    pub(crate) fn urgency(&self, function: FunctionId) -> Option<Priority> {
        self.urgency.get(function.0 as usize).copied().flatten()
    }

    /// Levels with functions, the most urgent first.
    pub(crate) fn levels(&self) -> impl Iterator<Item = &Level> {
        self.levels
            .iter()
            .filter(|level| !level.functions.is_empty())
    }

    /// Notes what the most urgent ready job of a function is now.
    pub(crate) fn note(&mut self, function: FunctionId, now: Option<Priority>) {
        let index = function.0 as usize;
        if self.urgency.len() <= index {
            self.urgency.resize(index + 1, None);
        }
        let before = std::mem::replace(&mut self.urgency[index], now);
        if before == now {
            return;
        }
        if let Some(before) = before {
            self.leave(function, before);
        }
        if let Some(now) = now {
            self.enter(function, now);
        }
    }

    fn enter(&mut self, function: FunctionId, priority: Priority) {
        let position = self.position(priority).unwrap_or_else(|place| {
            let functions = ReadySet::default();
            self.levels.insert(
                place,
                Level {
                    priority,
                    functions,
                },
            );
            place
        });
        self.levels[position].functions.insert(function);
    }

    fn leave(&mut self, function: FunctionId, priority: Priority) {
        let position = self.position(priority);
        let position = position.expect("a function stands at the level of its priority");
        self.levels[position].functions.remove(function);
        if self.levels.len() > KEPT_LEVELS && self.levels[position].functions.is_empty() {
            self.levels.remove(position);
        }
    }

    fn position(&self, priority: Priority) -> Result<usize, usize> {
        self.levels
            .binary_search_by_key(&priority, |level| level.priority)
    }
}

#[cfg(test)]
mod tests;
