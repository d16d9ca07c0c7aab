//! Who may write: the part of the job space and the term of its owner.

/// The owner on whose behalf a group is committed. A store that several servers share refuses an
/// epoch older than the one it knows for the shard; an embedded store has one owner, whom its lock
/// already keeps alone, and takes the constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fence {
    /// Part of the job space.
    pub shard: u32,
    /// Term of the owner; each takeover has a higher one.
    pub epoch: u64,
}

impl Fence {
    /// The only owner of an embedded store.
    pub const EMBEDDED: Self = Self { shard: 0, epoch: 0 };
}

impl Default for Fence {
    fn default() -> Self {
        Self::EMBEDDED
    }
}
