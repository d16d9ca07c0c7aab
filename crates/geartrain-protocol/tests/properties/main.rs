//! What holds for every packet, line and stream, whatever is in it.

mod garbage;
mod names;
mod requests;
mod responses;
mod round_trip;
mod splits;
mod stream;
