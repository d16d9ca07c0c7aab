//! Sets of functions as bits, and which functions two of them share.
//!
//! All functions with ready jobs form a [`ReadySet`], a bit for each number. What a worker can run
//! is an [`AbleSet`], which holds only the words that have bits. Each has a second level with a bit
//! for each word that is not empty, so whatever one of the two lacks is passed over 4,096 functions
//! at a time.

use smallvec::SmallVec;

use crate::FunctionId;

/// Functions by number, with a bit for each there may be.
#[derive(Default)]
pub(crate) struct ReadySet {
    words: Vec<u64>,
    /// A bit for each word that is not empty.
    summary: Vec<u64>,
    len: usize,
}

impl ReadySet {
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Takes in a function that was not there.
    pub(crate) fn insert(&mut self, function: FunctionId) {
        let place = Place::of(function);
        if self.words.len() <= place.word {
            self.words.resize(place.word + 1, 0);
            self.summary.resize(place.word / 64 + 1, 0);
        }
        self.words[place.word] |= place.bit;
        self.summary[place.word / 64] |= 1 << (place.word % 64);
        self.len += 1;
    }

    /// Removes a function that was there.
    pub(crate) fn remove(&mut self, function: FunctionId) {
        let place = Place::of(function);
        self.words[place.word] &= !place.bit;
        if self.words[place.word] == 0 {
            self.summary[place.word / 64] &= !(1 << (place.word % 64));
        }
        self.len -= 1;
    }
}

/// Functions by number, with their positions in order of their numbers.
#[derive(Default)]
pub(crate) struct AbleSet {
    spans: SmallVec<[Span; 1]>,
    words: SmallVec<[Word; 2]>,
}

/// 64 words, and which of them are not empty.
struct Span {
    number: u32,
    /// Position of its first word.
    first: u32,
    present: u64,
}

/// 64 functions.
struct Word {
    /// Position of its first function.
    first: u32,
    bits: u64,
}

impl AbleSet {
    /// Position of the function; `Err` with the position at which it would be if it is not there.
    pub(crate) fn position(&self, function: FunctionId) -> Result<usize, usize> {
        let place = Place::of(function);
        let span = match self.span(place) {
            Ok(span) => &self.spans[span],
            Err(next) => return Err(self.first_of_span(next)),
        };
        let word = span.first as usize + rank(span.present, place.word_bit());
        if span.present & place.word_bit() == 0 {
            return Err(self.first_of_word(word));
        }
        let word = &self.words[word];
        let position = word.first as usize + rank(word.bits, place.bit);
        if word.bits & place.bit == 0 {
            return Err(position);
        }
        Ok(position)
    }

    fn span(&self, place: Place) -> Result<usize, usize> {
        self.spans
            .binary_search_by_key(&place.span(), |span| span.number)
    }

    fn first_of_span(&self, span: usize) -> usize {
        let word = self.spans.get(span);
        self.first_of_word(word.map_or(self.words.len(), |span| span.first as usize))
    }

    fn first_of_word(&self, word: usize) -> usize {
        let end = || {
            let last = self.words.last();
            last.map_or(0, |last| last.first + last.bits.count_ones())
        };
        let first = self.words.get(word).map_or_else(end, |word| word.first);
        first as usize
    }

    /// Takes in a function that was not there, at the position that was told.
    pub(crate) fn insert(&mut self, function: FunctionId) {
        let place = Place::of(function);
        let span = self.enter_span(place);
        let word = self.enter_word(span, place);
        self.words[word].bits |= place.bit;
        for word in &mut self.words[word + 1..] {
            word.first += 1;
        }
    }

    fn enter_span(&mut self, place: Place) -> usize {
        let number = place.span();
        self.span(place).unwrap_or_else(|next| {
            let following = self.spans.get(next);
            let first = following.map_or(small(self.words.len()), |span| span.first);
            let span = Span {
                number,
                first,
                present: 0,
            };
            self.spans.insert(next, span);
            next
        })
    }

    fn enter_word(&mut self, span: usize, place: Place) -> usize {
        let record = &self.spans[span];
        let word = record.first as usize + rank(record.present, place.word_bit());
        if record.present & place.word_bit() == 0 {
            let first = small(self.first_of_word(word));
            self.words.insert(word, Word { first, bits: 0 });
            self.spans[span].present |= place.word_bit();
            for span in &mut self.spans[span + 1..] {
                span.first += 1;
            }
        }
        word
    }

    /// Removes a function that was there.
    pub(crate) fn remove(&mut self, function: FunctionId) {
        let place = Place::of(function);
        let span = self.span(place).expect("the function is there");
        let record = &self.spans[span];
        let word = record.first as usize + rank(record.present, place.word_bit());
        self.words[word].bits &= !place.bit;
        for word in &mut self.words[word + 1..] {
            word.first -= 1;
        }
        if self.words[word].bits == 0 {
            self.remove_word(span, word, place);
        }
    }

    fn remove_word(&mut self, span: usize, word: usize, place: Place) {
        self.words.remove(word);
        self.spans[span].present &= !place.word_bit();
        for span in &mut self.spans[span + 1..] {
            span.first -= 1;
        }
        if self.spans[span].present == 0 {
            self.spans.remove(span);
        }
    }

    /// Positions of all functions that are ready as well, in order.
    pub(crate) fn shared<'a>(&'a self, ready: &'a ReadySet) -> impl Iterator<Item = usize> + 'a {
        self.spans
            .iter()
            .flat_map(move |span| span.shared_words(ready))
            .flat_map(move |(word, number)| {
                let word = &self.words[word];
                let shared = word.bits & ready.words[number];
                bits(shared).map(move |bit| word.first as usize + rank(word.bits, bit))
            })
    }
}

impl Span {
    /// Positions and numbers of the words that have bits in both sets, which need not be the same.
    fn shared_words(&self, ready: &ReadySet) -> impl Iterator<Item = (usize, usize)> + use<> {
        let number = self.number as usize;
        let (present, first) = (self.present, self.first as usize);
        let shared = present & ready.summary.get(number).copied().unwrap_or(0);
        bits(shared).map(move |bit| {
            let word = number * 64 + bit.trailing_zeros() as usize;
            (first + rank(present, bit), word)
        })
    }
}

/// Where the bit of a function stands.
#[derive(Clone, Copy)]
struct Place {
    word: usize,
    bit: u64,
}

impl Place {
    fn of(function: FunctionId) -> Self {
        Self {
            word: (function.0 / 64) as usize,
            bit: 1 << (function.0 % 64),
        }
    }

    fn span(self) -> u32 {
        small(self.word / 64)
    }

    fn word_bit(self) -> u64 {
        1 << (self.word % 64)
    }
}

/// How many bits stand below this one.
fn rank(bits: u64, bit: u64) -> usize {
    (bits & (bit - 1)).count_ones() as usize
}

/// Each bit for itself, the lowest first.
fn bits(mut left: u64) -> impl Iterator<Item = u64> {
    std::iter::from_fn(move || {
        let lowest = left & left.wrapping_neg();
        left ^= lowest;
        (lowest != 0).then_some(lowest)
    })
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("functions are numbered in 32 bits")
}

#[cfg(test)]
mod tests;
