//! How urgent a job is.

/// Smaller is more urgent. Gearman's three priorities are fixed points on the whole `u32` range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(pub u32);

impl Priority {
    /// `SUBMIT_JOB_HIGH` and its kin.
    pub const HIGH: Self = Self(0x4000_0000);
    /// `SUBMIT_JOB` and its kin.
    pub const NORMAL: Self = Self(0x8000_0000);
    /// `SUBMIT_JOB_LOW` and its kin.
    pub const LOW: Self = Self(0xc000_0000);

    /// The one of Gearman's three classes this priority falls in.
    #[must_use]
    pub fn class(self) -> PriorityClass {
        if self <= Self::HIGH {
            PriorityClass::High
        } else if self < Self::LOW {
            PriorityClass::Normal
        } else {
            PriorityClass::Low
        }
    }
}

/// Gearman's three priorities, which listings, metrics and queue bounds speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriorityClass {
    /// Up to [`Priority::HIGH`].
    High,
    /// Between the other two.
    Normal,
    /// From [`Priority::LOW`].
    Low,
}

impl PriorityClass {
    /// All three, the most urgent first.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];

    /// Position in a table of three, the most urgent first.
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::High => 0,
            Self::Normal => 1,
            Self::Low => 2,
        }
    }
}
