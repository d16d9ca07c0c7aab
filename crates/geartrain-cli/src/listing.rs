//! Lists for people, in 80 columns, and for programs, as JSON.

use std::io::{ErrorKind, Write as _, stdout};

use serde::Serialize;

use crate::exit::{Code, Trouble};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    /// Text in so many columns; what is longer loses its middle.
    Text(&'static str, usize),
    /// A number, or a short word, in so many columns from the right.
    Number(&'static str, usize),
    /// Text that may be as long as it likes; only as the last one.
    Rest(&'static str),
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Text(name, _) | Self::Number(name, _) | Self::Rest(name) => name,
        }
    }

    fn cell(self, text: &str) -> String {
        match self {
            Self::Text(_, width) => format!("{:<width$}", cut(text, width)),
            Self::Number(_, width) => format!("{text:>width$}"),
            Self::Rest(_) => text.to_owned(),
        }
    }
}

/// A table of all `items`, or what is said of none.
pub(crate) fn table_or<T, R: AsRef<[String]>>(
    none: &str,
    columns: &[Column],
    items: &[T],
    row: impl Fn(&T) -> R,
) -> String {
    if items.is_empty() {
        return format!("{none}\n");
    }
    let rows: Vec<R> = items.iter().map(row).collect();
    table(columns, &rows)
}

/// A header and one line for each row. Cells without a column are left out.
pub(crate) fn table<R: AsRef<[String]>>(columns: &[Column], rows: &[R]) -> String {
    let header = columns.iter().map(|column| column.cell(column.name()));
    let mut lines = vec![line(header)];
    for row in rows {
        let cells = columns.iter().zip(row.as_ref());
        lines.push(line(cells.map(|(column, text)| column.cell(text))));
    }
    lines.concat()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.collect();
    format!("{}\n", cells.join(" ").trim_end())
}

/// Leaves the middle of a long name out, since its start and its end tell most.
pub(crate) fn cut(name: &str, width: usize) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= width {
        return name.to_owned();
    }
    let half = width.saturating_sub(3) / 2;
    let start: String = letters[..half].iter().collect();
    let end: String = letters[letters.len() - half..].iter().collect();
    format!("{start}...{end}")
}

/// Text as it is; anything that a terminal might obey is escaped.
pub(crate) fn readable(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(text) if !text.contains(char::is_control) => text.to_owned(),
        _ => name.escape_ascii().to_string(),
    }
}

/// Prints for programs or for people; `text` says what people read.
pub(crate) fn show<T: Serialize>(
    wants_json: bool,
    value: &T,
    text: impl FnOnce() -> String,
) -> Result<(), Trouble> {
    print(if wants_json { json(value)? } else { text() })
}

fn json(value: &impl Serialize) -> Result<String, Trouble> {
    line_of(serde_json::to_string_pretty(value))
}

/// Prints JSON in one line.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Trouble> {
    print(line_of(serde_json::to_string(value))?)
}

/// Prints a line.
pub(crate) fn print_line(line: &str) -> Result<(), Trouble> {
    print(format!("{line}\n"))
}

fn line_of(text: serde_json::Result<String>) -> Result<String, Trouble> {
    let text =
        text.map_err(|error| Trouble::new(Code::Here, format!("cannot write JSON: {error}")))?;
    Ok(text + "\n")
}

/// Prints text that is complete. A reader that has seen enough, such as `head`, is no trouble.
pub(crate) fn print(text: impl AsRef<[u8]>) -> Result<(), Trouble> {
    let mut out = stdout();
    match out.write_all(text.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Trouble::here("cannot write the answer", &error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
