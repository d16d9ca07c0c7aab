//! What one worker can run, in the orders in which the rules look at it.

use crate::FunctionId;
use crate::function_set::{AbleSet, ReadySet};
use crate::order::Order;

/// One function that a worker can run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ability {
    pub(crate) function: FunctionId,
    pub(crate) run_limit_ms: Option<u64>,
    /// Which of the worker's jobs was the last of this function; 0: none yet.
    pub(crate) served: u64,
    /// Which of the worker's registrations it was.
    pub(crate) registered: u64,
    /// Its place among the sleepers of the function, if it is listed there.
    pub(crate) listing: Option<u64>,
    /// Its position among the unlisted ones, if it is not.
    unlisted_at: u32,
}

/// All abilities of a worker. None of its calls looks at all of them.
#[derive(Default)]
pub(crate) struct Abilities {
    set: AbleSet,
    /// Where each one stands in `table`, in the order of `set`.
    places: Vec<u32>,
    table: Vec<Option<Ability>>,
    /// Places in `table` without an ability.
    holes: Vec<u32>,
    /// The one that waits for its turn the longest time first: those never served in the order of
    /// registration, then the others.
    in_turn: Order,
    /// The last one in turn that was never served.
    last_unserved: Option<u32>,
    /// Places of those that are not listed among the sleepers of their function.
    unlisted: Vec<u32>,
    registrations: u64,
}

impl Abilities {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn has(&self, function: FunctionId) -> bool {
        self.set.position(function).is_ok()
    }

    pub(crate) fn get(&self, function: FunctionId) -> Option<&Ability> {
        let position = self.set.position(function).ok()?;
        Some(self.at(self.places[position]))
    }

    pub(crate) fn get_mut(&mut self, function: FunctionId) -> Option<&mut Ability> {
        let place = self.place(function)?;
        Some(self.at_mut(place))
    }

    fn place(&self, function: FunctionId) -> Option<u32> {
        let position = self.set.position(function).ok()?;
        Some(self.places[position])
    }

    fn at(&self, place: u32) -> &Ability {
        let ability = self.table[place as usize].as_ref();
        ability.expect("a place in use has an ability")
    }

    fn at_mut(&mut self, place: u32) -> &mut Ability {
        let ability = self.table[place as usize].as_mut();
        ability.expect("a place in use has an ability")
    }

    /// Adds a function that the worker could not run, as one that is listed nowhere.
    pub(crate) fn add(&mut self, function: FunctionId, run_limit_ms: Option<u64>) {
        let Err(position) = self.set.position(function) else {
            return;
        };
        let place = self.free_place();
        self.registrations += 1;
        self.table[place as usize] = Some(Ability {
            function,
            run_limit_ms,
            served: 0,
            registered: self.registrations,
            listing: None,
            unlisted_at: count(&self.unlisted),
        });
        self.unlisted.push(place);
        self.set.insert(function);
        self.places.insert(position, place);
        self.in_turn.insert_behind(self.last_unserved, place);
        self.last_unserved = Some(place);
    }

    fn free_place(&mut self) -> u32 {
        self.holes.pop().unwrap_or_else(|| {
            self.table.push(None);
            count(&self.table) - 1
        })
    }

    pub(crate) fn remove(&mut self, function: FunctionId) -> Option<Ability> {
        let position = self.set.position(function).ok()?;
        let place = self.places.remove(position);
        self.set.remove(function);
        self.leave_turn(place);
        let ability = self.table[place as usize].take()?;
        self.holes.push(place);
        if ability.listing.is_none() {
            self.leave_unlisted(ability.unlisted_at);
        }
        Some(ability)
    }

    fn leave_turn(&mut self, place: u32) {
        let before = self.in_turn.remove(place);
        if self.last_unserved == Some(place) {
            self.last_unserved = before;
        }
    }

    fn leave_unlisted(&mut self, position: u32) {
        self.unlisted.swap_remove(position as usize);
        if let Some(moved) = self.unlisted.get(position as usize).copied() {
            self.at_mut(moved).unlisted_at = position;
        }
    }

    /// Notes that the worker gets its `nth` job, of this function, and gives its limit of run time.
    pub(crate) fn serve(&mut self, function: FunctionId, nth: u64) -> Option<u64> {
        let place = self.place(function)?;
        self.leave_turn(place);
        self.in_turn.push(place);
        let ability = self.at_mut(place);
        ability.served = nth;
        ability.run_limit_ms
    }

    /// Notes that the ability is not listed among the sleepers of its function any more.
    pub(crate) fn unlist(&mut self, function: FunctionId) {
        let next = count(&self.unlisted);
        if let Some(place) = self.place(function) {
            let ability = self.at_mut(place);
            ability.listing = None;
            ability.unlisted_at = next;
            self.unlisted.push(place);
        }
    }

    /// Lists each one that is not listed; `list` says where.
    pub(crate) fn list_all(&mut self, mut list: impl FnMut(FunctionId) -> u64) {
        for place in std::mem::take(&mut self.unlisted) {
            let ability = self.at_mut(place);
            ability.listing = Some(list(ability.function));
        }
    }

    /// Any one of them.
    pub(crate) fn any(&self) -> Option<FunctionId> {
        self.places.last().map(|place| self.at(*place).function)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Ability> {
        self.table.iter().flatten()
    }

    /// The one that waits for its turn the longest time first.
    pub(crate) fn in_turn(&self) -> impl Iterator<Item = &Ability> {
        self.in_turn.iter().map(|place| self.at(place))
    }

    /// Those whose functions are in `ready`.
    pub(crate) fn shared<'a>(&'a self, ready: &'a ReadySet) -> impl Iterator<Item = &'a Ability> {
        let positions = self.set.shared(ready);
        positions.map(|position| self.at(self.places[position]))
    }
}

fn count<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).expect("a worker has fewer abilities than there are functions")
}

#[cfg(test)]
mod tests;
