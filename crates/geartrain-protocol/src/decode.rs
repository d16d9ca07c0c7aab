//! From packets to typed requests and responses: one table per direction, one file per family.

mod ability;
mod request;
mod response;
mod submit;
mod work;

pub(crate) use request::request;
pub(crate) use response::response;

#[cfg(test)]
mod testing;
