//! An order of small numbers that change their place often.

const NONE: u32 = u32::MAX;

/// The two neighbours of a number.
#[derive(Clone, Copy)]
struct Link {
    before: u32,
    behind: u32,
}

/// Numbers below some small bound, linked in an order.
pub(crate) struct Order {
    links: Vec<Link>,
    first: u32,
    last: u32,
}

impl Default for Order {
    fn default() -> Self {
        Self {
            links: Vec::new(),
            first: NONE,
            last: NONE,
        }
    }
}

impl Order {
    /// Puts in a number that is not there: behind `before`, or at the front.
    pub(crate) fn insert_behind(&mut self, before: Option<u32>, number: u32) {
        let before = before.unwrap_or(NONE);
        let behind = match self.links.get(before as usize) {
            Some(link) => link.behind,
            None => self.first,
        };
        if self.links.len() <= number as usize {
            let unused = Link {
                before: NONE,
                behind: NONE,
            };
            self.links.resize(number as usize + 1, unused);
        }
        self.links[number as usize] = Link { before, behind };
        *self.behind(before) = number;
        *self.before(behind) = number;
    }

    pub(crate) fn push(&mut self, number: u32) {
        let last = (self.last != NONE).then_some(self.last);
        self.insert_behind(last, number);
    }

    /// Takes out a number that is there, and gives the one before it.
    pub(crate) fn remove(&mut self, number: u32) -> Option<u32> {
        let Link { before, behind } = self.links[number as usize];
        *self.behind(before) = behind;
        *self.before(behind) = before;
        (before != NONE).then_some(before)
    }

    /// What stands behind a number; the first one behind none.
    fn behind(&mut self, number: u32) -> &mut u32 {
        match self.links.get_mut(number as usize) {
            Some(link) => &mut link.behind,
            None => &mut self.first,
        }
    }

    /// What stands before a number; the last one before none.
    fn before(&mut self, number: u32) -> &mut u32 {
        match self.links.get_mut(number as usize) {
            Some(link) => &mut link.before,
            None => &mut self.last,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        let existing = |number: u32| (number != NONE).then_some(number);
        std::iter::successors(existing(self.first), move |number| {
            existing(self.links[*number as usize].behind)
        })
    }
}

#[cfg(test)]
mod tests;
