//! One connection of a load, as client or as worker.

use std::io;

use bytes::Bytes;
use geartrain_link::Link;
use geartrain_protocol::{
    FunctionName, Handle, JobAssign, Request, Response, Start, Submit, SubmitMode, SubmitPriority,
    UniqueKey,
};

use crate::endpoint::Endpoint;

use super::Conditions;

/// The handle of no job.
const NO_JOB: &str = "H:none:0";

/// A connected client or worker.
pub(super) struct Party {
    link: Link,
    /// How it asks for a job.
    grab: Request,
}

impl Party {
    pub(super) async fn connect(server: &Endpoint) -> io::Result<Self> {
        Ok(Self {
            link: server.link().await?,
            grab: Request::GrabJob,
        })
    }

    /// Connects a worker that can do nothing yet.
    pub(super) async fn connect_unable(conditions: &Conditions) -> io::Result<Self> {
        let mut worker = Self::connect(&conditions.server).await?;
        if conditions.grab_uniq {
            worker.grab = Request::GrabJobUniq;
        }
        Ok(worker)
    }

    /// Connects a worker that can do `function`.
    pub(super) async fn connect_worker(
        conditions: &Conditions,
        function: &FunctionName,
    ) -> io::Result<Self> {
        let mut worker = Self::connect_unable(conditions).await?;
        worker.push(&Request::CanDo {
            function: function.clone(),
        });
        worker.flush().await?;
        Ok(worker)
    }

    pub(super) fn push(&mut self, request: &Request) {
        self.link.writer.push(request);
    }

    pub(super) fn ask_for_job(&mut self) {
        self.link.writer.push(&self.grab);
    }

    /// The two directions, for loads that wait for both.
    pub(super) fn link(&mut self) -> &mut Link {
        &mut self.link
    }

    pub(super) async fn flush(&mut self) -> io::Result<()> {
        while self.link.writer.has_unsent() {
            self.link.writer.write_some().await?;
        }
        Ok(())
    }

    /// The next response; an error of the server ends the run. What is to be written is gathered
    /// until all that has arrived was taken: requests that follow from one read go with one write.
    pub(super) async fn receive(&mut self) -> io::Result<Response> {
        match self.next_response().await? {
            Response::Error { code, text } => Err(wrong(&format!(
                "the server refused: {} {}",
                code.escape_ascii(),
                text.escape_ascii()
            ))),
            response => Ok(response),
        }
    }

    async fn next_response(&mut self) -> io::Result<Response> {
        if let Some(response) = self.link.reader.next_here()? {
            return Ok(response);
        }
        self.flush().await?;
        self.link.reader.next().await
    }

    /// Takes a job as soon as there is one: asks, and sleeps when there is none.
    pub(super) async fn take_job(&mut self) -> io::Result<JobAssign> {
        loop {
            self.ask_for_job();
            let mut sleeps = false;
            loop {
                match self.receive().await? {
                    Response::JobAssign(job) => return Ok(job),
                    Response::NoJob => {
                        self.push(&Request::PreSleep);
                        sleeps = true;
                    }
                    Response::Noop if sleeps => break,
                    // A wake-up that was repeated while the question was on its way.
                    Response::Noop => {}
                    other => return Err(unexpected(&other)),
                }
            }
        }
    }

    /// Waits until the server has handled all that was pushed: it answers in order. The question is
    /// one that every server knows, which an echo is not.
    pub(super) async fn settle(&mut self) -> io::Result<()> {
        let nobody = Handle::new(NO_JOB.into()).map_err(io::Error::other)?;
        self.push(&Request::GetStatus {
            handle: nobody.clone(),
        });
        loop {
            match self.receive().await? {
                Response::Status { handle, .. } if handle == nobody => return Ok(()),
                Response::Noop => {}
                other => return Err(unexpected(&other)),
            }
        }
    }
}

/// A submission of `function`.
pub(super) fn submission(
    function: &FunctionName,
    unique: UniqueKey,
    mode: SubmitMode,
    workload: Bytes,
) -> Request {
    Request::Submit(Submit {
        function: function.clone(),
        unique,
        mode,
        priority: SubmitPriority::Normal,
        start: Start::Now,
        reducer: None,
        workload,
    })
}

/// An answer that does not fit ends the run.
pub(super) fn unexpected(response: &Response) -> io::Error {
    wrong(&format!("the server sent {response:?}"))
}

/// A wrong answer ends the run.
pub(super) fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("wrong answer: {what}"))
}

#[cfg(test)]
mod tests;
