//! The trace that a job belongs to, in an envelope around its payload.

use std::collections::HashMap;

use bytes::Bytes;
use geartrain_link::envelope;
use opentelemetry::{Context, global};

use crate::ClientBuilder;

impl ClientBuilder {
    /// Sends the OpenTelemetry context of the submission along, as the program's global propagator
    /// writes it. It travels before the payload, so only for functions whose workers open such
    /// envelopes (`TraceContext` of `geartrain-worker`): all others would find it in their payload.
    ///
    /// Outside a trace nothing is added, and nothing to jobs whose unique is `-`: their payload
    /// says which jobs are the same.
    pub fn trace_context(mut self) -> Self {
        self.settings.wraps = Some(wrap);
        self
    }
}

/// The payload with the current context before it.
fn wrap(payload: &Bytes) -> Bytes {
    let mut headers = HashMap::new();
    let context = Context::current();
    global::get_text_map_propagator(|propagator| {
        propagator.inject_context(&context, &mut headers);
    });
    envelope::seal(headers.iter(), payload)
}
