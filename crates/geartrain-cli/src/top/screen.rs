//! The terminal as a live screen.

use std::io;

use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Text};
use ratatui::{DefaultTerminal, Frame};

use crate::exit::Trouble;
use crate::listing::table;

use super::view::{COLUMNS, View};

const KEYS: &str = "q quits  s sorts  up and down scroll";

/// The terminal is given back as it was when this is dropped.
#[derive(Debug)]
pub(super) struct Screen(DefaultTerminal);

impl Screen {
    pub(super) fn open() -> Result<Self, Trouble> {
        let terminal = ratatui::try_init();
        terminal.map(Self).map_err(|error| trouble(&error))
    }

    pub(super) fn draw(&mut self, view: &View) -> Result<(), Trouble> {
        let drawn = self.0.draw(|frame| draw(frame, view));
        drawn.map(drop).map_err(|error| trouble(&error))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        ratatui::restore();
    }
}

fn trouble(error: &io::Error) -> Trouble {
    Trouble::here("cannot use the terminal; try --once", error)
}

/// Colours are left to the terminal's own: bold and reversed text is enough. Jobs without a worker are
/// what an operator looks for, so their rows are bold.
fn draw(frame: &mut Frame<'_>, view: &View) {
    let heights = [2, 1, 1].map(Constraint::Length);
    let [top, head, list, keys] =
        Layout::vertical([heights[0], heights[1], Constraint::Fill(1), heights[2]])
            .areas(frame.area());
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let reversed = Style::new().add_modifier(Modifier::REVERSED);
    frame.render_widget(Text::from_iter(view.summary()).style(bold), top);
    let text = table(&COLUMNS, &view.cells());
    let (header, rows) = text.split_once('\n').unwrap_or((&text, ""));
    let width = usize::from(head.width);
    frame.render_widget(Line::styled(format!("{header:<width$}"), reversed), head);
    let rows = rows
        .lines()
        .zip(view.stranded())
        .map(|(row, is_stranded)| Line::styled(row, if is_stranded { bold } else { Style::new() }));
    frame.render_widget(Text::from_iter(rows), list);
    frame.render_widget(Line::from(KEYS), keys);
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    #[test]
    fn a_screen_of_80_by_24_shows_server_header_and_keys() {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("a terminal");
        let view = View::new("jobs.example:4730".to_owned());
        terminal.draw(|frame| draw(frame, &view)).expect("drawn");
        let shown = terminal.backend().to_string();
        for expected in ["jobs.example:4730", "0 functions", "OLDEST", KEYS] {
            assert!(shown.contains(expected), "{expected} in\n{shown}");
        }
    }

    #[test]
    fn a_tiny_terminal_is_no_trouble() {
        let mut terminal = Terminal::new(TestBackend::new(3, 1)).expect("a terminal");
        let view = View::new("jobs.example:4730".to_owned());
        terminal.draw(|frame| draw(frame, &view)).expect("drawn");
    }
}
