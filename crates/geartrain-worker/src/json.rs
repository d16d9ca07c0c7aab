//! Payloads and results as JSON.

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Failure, Function, JobContext};

impl JobContext {
    /// Reads the payload as JSON.
    ///
    /// # Errors
    /// A failure that says why it is none, for `?` in a handler.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(self.payload())
            .map_err(|error| Failure::exception(format!("cannot read the payload: {error}")))
    }
}

impl Function {
    /// A function of values: its handler gets the payload and returns the result, and both travel
    /// as JSON. A payload that cannot be read ends its job with an exception.
    ///
    /// ```
    /// use geartrain_worker::Function;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Resize { width: u32 }
    ///
    /// let double = Function::json("double", |_job, resize: Resize| async move {
    ///     Ok(resize.width * 2)
    /// });
    /// ```
    pub fn json<I, O, H, F>(name: impl AsRef<[u8]>, handler: H) -> Self
    where
        I: DeserializeOwned + Send,
        O: Serialize + Send,
        H: Fn(JobContext, I) -> F + Send + Sync + 'static,
        F: Future<Output = Result<O, Failure>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        Self::new(name, move |job: JobContext| {
            let handler = Arc::clone(&handler);
            async move {
                let input = job.json()?;
                written(&handler(job, input).await?)
            }
        })
    }
}

fn written<O: Serialize>(result: &O) -> Result<Bytes, Failure> {
    serde_json::to_vec(result)
        .map(Bytes::from)
        .map_err(|error| Failure::exception(format!("cannot write the result: {error}")))
}
