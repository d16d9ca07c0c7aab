//! What every store promises, and what files go through.

mod behaviour;
mod fixture;
mod model;
mod ownership;
