//! Choices that look like chance and follow from a seed.

/// A die.
#[derive(Debug)]
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    /// The die of one of several players.
    pub(super) fn new(seed: u64, player: u64) -> Self {
        Self {
            state: seed.wrapping_mul(0xD134_2543_DE82_EF95) ^ player.wrapping_mul(0x9E37_79B9),
        }
    }

    /// A number below `sides`.
    pub(super) fn below(&mut self, sides: u64) -> u64 {
        // A counter with odd steps passes through all states; the mixing makes it look random.
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed >> 32) % sides
    }
}
