//! The journal with a store that does what the test says.

mod failures;
mod groups;
mod promises;
mod scene;
