//! `geartrain workers`

use serde::Serialize;

use crate::args::WorkersArguments;
use crate::exit::Trouble;
use crate::lines::lines;
use crate::listing::{self, Column, readable};
use crate::target::Target;

/// One connection. The names of the fields are what `--json` promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Worker {
    connection: u64,
    address: String,
    id: Option<String>,
    functions: Vec<String>,
}

const COLUMNS: [Column; 4] = [
    Column::Number("CONNECTION", 10),
    Column::Text("ADDRESS", 15),
    Column::Text("ID", 20),
    Column::Rest("FUNCTIONS"),
];

pub(crate) async fn run(target: &Target, arguments: &WorkersArguments) -> Result<(), Trouble> {
    let answer = target.admin().await?.command("workers").await?;
    let mut workers: Vec<Worker> = lines(&answer).filter_map(read).collect();
    workers.retain(|worker| arguments.all || !worker.functions.is_empty());
    listing::show(arguments.format.json, &workers, || text(&workers))
}

/// Reads `CONNECTION ADDRESS ID : FUNCTION ...`. The id is what stands before the first ` :`, since
/// nothing keeps it from holding a blank.
fn read(line: &[u8]) -> Option<Worker> {
    let line = readable(line);
    let (connection, rest) = line.split_once(' ')?;
    let (address, rest) = rest.split_once(' ')?;
    let (id, functions) = rest.split_once(" :")?;
    Some(Worker {
        connection: connection.parse().ok()?,
        address: address.to_owned(),
        id: (id != "-").then(|| id.to_owned()),
        functions: functions.split_whitespace().map(str::to_owned).collect(),
    })
}

fn text(workers: &[Worker]) -> String {
    let none = "No worker is connected.";
    listing::table_or(none, &COLUMNS, workers, row)
}

fn row(worker: &Worker) -> [String; 4] {
    [
        worker.connection.to_string(),
        worker.address.clone(),
        worker.id.clone().unwrap_or_else(|| "-".to_owned()),
        worker.functions.join(" "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_is_read_with_its_id_and_its_functions() {
        let worker = read(b"12 127.0.0.1 mailer 1 : send-mail resize").expect("a line");
        assert_eq!(worker.connection, 12);
        assert_eq!(worker.id.as_deref(), Some("mailer 1"));
        assert_eq!(worker.functions, ["send-mail", "resize"]);
    }

    #[test]
    fn a_client_has_no_functions_and_a_dash_is_no_id() {
        let client = read(b"13 ::1 - :").expect("a line");
        assert_eq!((client.id, client.functions), (None, Vec::new()));
    }

    #[test]
    fn something_else_is_not_read() {
        assert_eq!(read(b"what is this"), None);
    }
}
