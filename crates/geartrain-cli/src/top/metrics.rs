//! What the server's metrics add to its lists: how much went through, and how old the oldest is.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use geartrain_client::ServerAddress;
use reqwest::{Client, Url};

use crate::exit::{Code, Trouble};

/// Port of the metrics where nothing else is said; `--http-listen` of the server.
const METRICS_PORT: u16 = 9418;

/// A server that does not answer in this time is shown without metrics.
const DEADLINE: Duration = Duration::from_secs(2);

/// Bytes of an answer that are read; beyond that it is no page of metrics of ours.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

const SUBMITTED: &str = "geartrain_jobs_submitted_total";
const COMPLETED: &str = "geartrain_jobs_completed_total";
const FAILED: &str = "geartrain_jobs_failed_total";
const PROCESS_ID: &str = "geartrain_process_id ";
const OLDEST: &str = "geartrain_oldest_ready_job_age_seconds";

/// Numbers of one function.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) submitted: f64,
    /// Completed and failed ones.
    pub(super) ended: f64,
    /// Seconds that the oldest ready job has waited.
    pub(super) oldest: f64,
}

/// Where metrics come from.
#[derive(Debug)]
pub(super) struct Metrics {
    client: Client,
    url: Url,
    /// They were asked for: trouble with them is told.
    is_required: bool,
}

impl Metrics {
    pub(super) fn of(server: &ServerAddress, given: Option<&str>) -> Result<Self, Trouble> {
        let url = match given {
            Some(url) => url.to_owned(),
            None => default_url(server),
        };
        let refuse = |text: String| Trouble::new(Code::Usage, text);
        let parsed: Url = url.parse().map_err(|_| {
            refuse(format!(
                "--metrics {url}: write it as http://HOST:PORT/metrics"
            ))
        })?;
        if parsed.scheme() != "http" {
            return Err(refuse(format!("--metrics {url}: only http:// is read")));
        }
        let client = Client::builder().no_proxy().timeout(DEADLINE).build();
        Ok(Self {
            client: client.map_err(|error| Trouble::new(Code::Here, error.to_string()))?,
            url: parsed,
            is_required: given.is_some(),
        })
    }

    /// By function; `None` where there are no metrics of the server with this process id.
    pub(super) async fn fetch(
        &self,
        process: u64,
    ) -> Result<Option<HashMap<String, Counts>>, Trouble> {
        match self.text().await {
            // Where servers share a machine, one of them has the usual address for its metrics. In
            // a container, each of them is process 1.
            Ok(text) => {
                let are_its_own = process != 1 && process_id(&text) == Some(process);
                Ok((self.is_required || are_its_own).then(|| read(&text)))
            }
            Err(_) if !self.is_required => Ok(None),
            Err(error) => {
                let error = error.without_url();
                let text = format!(
                    "cannot read {}: {}: check --metrics, and --http-listen of the server",
                    self.url,
                    innermost(&error)
                );
                Err(Trouble::new(Code::NotConnected, text))
            }
        }
    }

    async fn text(&self) -> reqwest::Result<String> {
        let answer = self.client.get(self.url.clone()).send().await?;
        let mut answer = answer.error_for_status()?;
        let mut text = Vec::new();
        while let Some(part) = answer.chunk().await? {
            text.extend_from_slice(&part);
            if text.len() > ANSWER_BYTES_MAX {
                break;
            }
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

/// What lies at the bottom of it; the layers above only say that a request failed.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

fn default_url(server: &ServerAddress) -> String {
    let host = server.host();
    if host.contains(':') {
        format!("http://[{host}]:{METRICS_PORT}/metrics")
    } else {
        format!("http://{host}:{METRICS_PORT}/metrics")
    }
}

/// Whose metrics they are.
fn process_id(text: &str) -> Option<u64> {
    let value = text
        .lines()
        .find_map(|line| line.strip_prefix(PROCESS_ID))?;
    value.trim().parse().ok()
}

/// Adds up what concerns each function, over all priorities.
fn read(text: &str) -> HashMap<String, Counts> {
    let mut all: HashMap<String, Counts> = HashMap::new();
    for line in text.lines() {
        let Some((name, function, value)) = sample(line) else {
            continue;
        };
        let counts = all.entry(function).or_default();
        match name {
            SUBMITTED => counts.submitted += value,
            COMPLETED | FAILED => counts.ended += value,
            OLDEST => counts.oldest = value,
            _ => {}
        }
    }
    all
}

/// Name, function and value of a line such as `name{function="f",priority="high"} 1`
/// (<https://prometheus.io/docs/instrumenting/exposition_formats/>). Our servers give the function
/// first.
fn sample(line: &str) -> Option<(&str, String, f64)> {
    let (name, rest) = line.split_once("{function=\"")?;
    let (function, rest) = label(rest)?;
    let (_, value) = rest.rsplit_once(' ')?;
    Some((name, function, value.parse().ok()?))
}

/// A label's value up to its closing quote, and what follows.
fn label(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(match letters.next()?.1 {
                'n' => '\n',
                other => other,
            }),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_of_a_function_are_added_up() {
        let counts = read(
            "# TYPE geartrain_jobs_submitted_total counter\n\
             geartrain_jobs_submitted_total{function=\"f\",priority=\"high\"} 2\n\
             geartrain_jobs_submitted_total{function=\"f\",priority=\"low\"} 3\n\
             geartrain_jobs_failed_total{function=\"f\",priority=\"low\"} 1\n\
             geartrain_jobs_completed_total{function=\"f\",priority=\"low\"} 3\n\
             geartrain_oldest_ready_job_age_seconds{function=\"f\"} 0.5\n\
             geartrain_connections 7\n",
        );
        let expected = Counts {
            submitted: 5.0,
            ended: 4.0,
            oldest: 0.5,
        };
        assert_eq!(counts.get("f"), Some(&expected));
    }

    #[test]
    fn quotes_and_backslashes_of_a_name_are_read_back() {
        let line = r#"geartrain_jobs_submitted_total{function="a\"b\\c\nd",priority="low"} 1"#;
        let (_, function, value) = sample(line).expect("a sample");
        assert_eq!((function.as_str(), value), ("a\"b\\c\nd", 1.0));
    }

    #[test]
    fn metrics_say_which_process_they_are_of() {
        let text = "# TYPE geartrain_process_id gauge\ngeartrain_process_id 42\n";
        assert_eq!(process_id(text), Some(42));
        assert_eq!(process_id("geartrain_connections 7\n"), None);
    }

    #[test]
    fn a_line_that_is_cut_is_passed_over() {
        assert_eq!(sample("geartrain_jobs_submitted_total{function=\"a"), None);
        assert_eq!(
            sample("geartrain_jobs_submitted_total{function=\"a\"} x"),
            None
        );
    }
}
