//! What is said of a running job; workers and servers use the same packets for it.
//!
//! A NUL that is missing in front of the last argument means an empty one: some worker libraries
//! leave it out for an empty result.

use bytes::Bytes;

use crate::fields::{Fields, MissingSeparator};
use crate::names::{Handle, NameError};

/// The two words of `WORK_STATUS` and the job that they are about.
pub(super) struct Progress {
    pub(super) handle: Handle,
    pub(super) numerator: Bytes,
    pub(super) denominator: Bytes,
}

/// `handle NUL numerator NUL denominator`
pub(super) fn progress<E>(body: Bytes) -> Result<Progress, E>
where
    E: From<MissingSeparator> + From<NameError>,
{
    let mut fields = Fields::new(body);
    Ok(Progress {
        handle: Handle::of_field(fields.separated("job handle")?)?,
        numerator: fields.separated_or_rest(),
        denominator: fields.rest_as_word(),
    })
}

/// `handle NUL data`
pub(super) fn handle_and_data(body: Bytes) -> Result<(Handle, Bytes), NameError> {
    let mut fields = Fields::new(body);
    let handle = Handle::of_field(fields.separated_or_rest())?;
    Ok((handle, fields.rest()))
}

/// `handle`, closed by a NUL or not: gearmand reads it as a C string and writes it either way.
pub(super) fn only_handle(body: Bytes) -> Result<Handle, NameError> {
    Handle::of_field(Fields::new(body).rest_as_word())
}

#[cfg(test)]
mod tests;
