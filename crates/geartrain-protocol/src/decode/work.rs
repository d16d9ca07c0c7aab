//! What a worker says of a job that it runs.
//!
//! A NUL missing behind the handle means an empty last argument.

use bytes::Bytes;

use crate::fields::Fields;
use crate::names::Handle;
use crate::{Refusal, Request};

pub(super) fn status(body: Bytes) -> Result<Request, Refusal> {
    let mut fields = Fields::new(body);
    let handle = Handle::new(fields.separated("job handle")?)?;
    let numerator = fields.separated_or_rest();
    Ok(Request::WorkStatus {
        handle,
        numerator,
        denominator: fields.rest_as_word(),
    })
}

pub(super) fn fail(body: Bytes) -> Result<Request, Refusal> {
    let handle = Handle::new(Fields::new(body).rest_as_word())?;
    Ok(Request::WorkFail { handle })
}

pub(super) fn data(body: Bytes) -> Result<Request, Refusal> {
    handle_and_data(body).map(|(handle, data)| Request::WorkData { handle, data })
}

pub(super) fn warning(body: Bytes) -> Result<Request, Refusal> {
    handle_and_data(body).map(|(handle, data)| Request::WorkWarning { handle, data })
}

pub(super) fn complete(body: Bytes) -> Result<Request, Refusal> {
    handle_and_data(body).map(|(handle, data)| Request::WorkComplete { handle, data })
}

pub(super) fn exception(body: Bytes) -> Result<Request, Refusal> {
    handle_and_data(body).map(|(handle, data)| Request::WorkException { handle, data })
}

fn handle_and_data(body: Bytes) -> Result<(Handle, Bytes), Refusal> {
    let mut fields = Fields::new(body);
    let handle = Handle::new(fields.separated_or_rest())?;
    Ok((handle, fields.rest()))
}
