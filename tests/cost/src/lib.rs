//! What the rules and the protocol cost, without a server around them.
//!
//! The binary `fixed` carries out one of a few fixed runs; `check` beside this folder counts its
//! instructions and compares them with `figures.txt`. The binary `growth` shows how the cost of a
//! call grows with what the dispatcher holds, and how long the longest single call is.

pub mod allocations;
pub mod codec;
pub mod core;
pub mod desk;
