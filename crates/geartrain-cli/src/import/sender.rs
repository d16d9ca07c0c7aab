//! Submissions to a server, many at a time, and its answers in their order.

use std::io;
use std::time::Duration;

use geartrain_link::Link;
use geartrain_protocol::{Request, Response, Submit};
use tokio::time::timeout;

use crate::endpoint::Endpoint;
use crate::exit::{Code, Trouble};

/// Silence of a server that has submissions to answer: its disk may be slow.
const ANSWER_DEADLINE: Duration = Duration::from_secs(60);

/// What the server said to a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It has the job.
    Queued,
    /// It has not, for this reason.
    Refused(String),
}

pub(super) struct Sender {
    link: Link,
    server: String,
}

impl Sender {
    pub(super) async fn connect(server: &Endpoint) -> Result<Self, Trouble> {
        Ok(Self {
            link: server.first_link().await?,
            server: server.to_string(),
        })
    }

    pub(super) fn push(&mut self, submission: Submit) {
        self.link.writer.push(&Request::Submit(submission));
    }

    /// Sends what was pushed. Answers are short, so they have room in the system's buffers until
    /// they are read.
    pub(super) async fn flush(&mut self) -> Result<(), Trouble> {
        while self.link.writer.has_unsent() {
            match timeout(ANSWER_DEADLINE, self.link.writer.write_some()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Err(self.lost(&error)),
                Err(_) => return Err(self.silent()),
            }
        }
        Ok(())
    }

    /// The answer to the oldest submission that has none yet.
    pub(super) async fn answer(&mut self) -> Result<Answer, Trouble> {
        match timeout(ANSWER_DEADLINE, self.link.reader.next()).await {
            Ok(Ok(Response::JobCreated { .. })) => Ok(Answer::Queued),
            Ok(Ok(Response::Error { code, text })) => Ok(Answer::Refused(format!(
                "{} {}",
                code.escape_ascii(),
                text.escape_ascii()
            ))),
            Ok(Ok(other)) => Err(self.uncertain(&format!("unexpected answer {other:?}"))),
            Ok(Err(error)) => Err(self.lost(&error)),
            Err(_) => Err(self.silent()),
        }
    }

    fn lost(&self, error: &io::Error) -> Trouble {
        self.uncertain(&format!("connection lost: {error}"))
    }

    fn silent(&self) -> Trouble {
        let seconds = ANSWER_DEADLINE.as_secs();
        self.uncertain(&format!("no answer within {seconds} s"))
    }

    fn uncertain(&self, what: &str) -> Trouble {
        let text = format!("{}: {what}: run this again to submit the rest", self.server);
        Trouble::new(Code::Uncertain, text)
    }
}
