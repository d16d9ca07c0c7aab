//! What every store promises, and what files go through.

mod behaviour;
mod child;
mod damage;
mod exchange;
mod first_page;
mod fixture;
mod foreign_rows;
mod full_disk;
mod killed;
mod lost_log;
mod model;
mod ownership;
mod space;
mod sync_failure;
mod tables;
mod tools;
