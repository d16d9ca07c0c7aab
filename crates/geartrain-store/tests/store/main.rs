//! What every store promises, and what files go through.

mod behaviour;
mod damage;
mod fixture;
mod model;
mod ownership;
