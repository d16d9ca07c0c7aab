//! What is typed while a screen is shown.

use std::thread;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Quit,
    Sort,
    Up,
    Down,
    /// The terminal has another size now.
    Redraw,
}

/// Keys as they are typed.
pub(super) struct Keys(UnboundedReceiver<Key>);

impl Keys {
    /// A thread waits for keys until the program ends.
    pub(super) fn listen() -> Self {
        let (sender, receiver) = unbounded_channel();
        thread::spawn(move || {
            while let Ok(event) = event::read() {
                if let Some(key) = meaning(&event)
                    && sender.send(key).is_err()
                {
                    return;
                }
            }
        });
        Self(receiver)
    }

    /// A terminal that is gone asks to quit.
    pub(super) async fn next(&mut self) -> Key {
        self.0.recv().await.unwrap_or(Key::Quit)
    }
}

fn meaning(event: &Event) -> Option<Key> {
    match event {
        Event::Key(key) => key_meaning(*key),
        Event::Resize(..) => Some(Key::Redraw),
        _ => None,
    }
}

fn key_meaning(key: KeyEvent) -> Option<Key> {
    match key.code {
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Key::Quit),
        KeyCode::Char('q') | KeyCode::Esc => Some(Key::Quit),
        KeyCode::Char('s') => Some(Key::Sort),
        KeyCode::Up | KeyCode::Char('k') => Some(Key::Up),
        KeyCode::Down | KeyCode::Char('j') => Some(Key::Down),
        _ => None,
    }
}
