//! Payloads and results as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Job, RunningJob};

impl Job {
    /// A job whose payload is a value, written as JSON.
    ///
    /// ```
    /// use geartrain_client::Job;
    ///
    /// #[derive(serde::Serialize)]
    /// struct Resize { picture: String, width: u32 }
    ///
    /// let job = Job::json("resize", &Resize { picture: "a.png".into(), width: 120 })?;
    /// # Ok::<(), geartrain_client::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Format`] when the value cannot be written as JSON.
    pub fn json<T: Serialize>(function: impl AsRef<[u8]>, payload: &T) -> Result<Self, Error> {
        let payload = serde_json::to_vec(payload)
            .map_err(|error| Error::Format(format!("cannot write the payload as JSON: {error}")))?;
        Ok(Self::new(function, payload))
    }
}

impl RunningJob {
    /// Waits for the result and reads it as JSON.
    ///
    /// # Errors
    /// As for the job itself; [`Error::Format`] when the result is something else.
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let result = self.await?;
        serde_json::from_slice(&result)
            .map_err(|error| Error::Format(format!("cannot read the result as JSON: {error}")))
    }
}

#[cfg(test)]
mod tests;
