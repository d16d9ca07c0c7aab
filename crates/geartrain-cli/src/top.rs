//! `geartrain top`

mod keys;
mod metrics;
mod sample;
mod screen;
mod view;
mod watch;

use std::io::{self, IsTerminal};

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::args::TopArguments;
use crate::exit::Trouble;
use crate::listing::show;
use crate::target::Target;

use self::keys::{Key, Keys};
use self::screen::Screen;
use self::view::View;
use self::watch::{Looks, Watch};

pub(crate) async fn run(target: &Target, arguments: &TopArguments) -> Result<(), Trouble> {
    let server = target.address()?;
    let mut watch = Watch::new(target, &server, arguments.metrics.as_deref())?;
    let mut view = View::new(server.to_string());
    // What is wrong from the beginning ends the command; later troubles come and go.
    view.add(watch.look().await?);
    if arguments.once || arguments.json || !io::stdout().is_terminal() {
        return print_once(view, watch, arguments).await;
    }
    live(view, watch.look_every(arguments.interval)).await
}

/// Rates need two looks.
async fn print_once(
    mut view: View,
    mut watch: Watch,
    arguments: &TopArguments,
) -> Result<(), Trouble> {
    if view.has_metrics() {
        tokio::time::sleep(arguments.interval).await;
        view.add(watch.look().await?);
    }
    show(arguments.json, &view.rows(), || view.text())
}

async fn live(mut view: View, mut looks: Looks) -> Result<(), Trouble> {
    let mut end = terminated()?;
    let mut screen = Screen::open()?;
    let mut keys = Keys::listen();
    loop {
        screen.draw(&view)?;
        tokio::select! {
            Some(look) = looks.recv() => match look {
                Ok(sample) => view.add(sample),
                Err(trouble) => view.lose(trouble.message),
            },
            _ = end.recv() => return Ok(()),
            key = keys.next() => match key {
                Key::Quit => return Ok(()),
                Key::Sort => view.sort_by_next(),
                Key::Up => view.scroll_up(),
                Key::Down => view.scroll_down(),
                Key::Redraw => {}
            },
        }
    }
}

/// Who is ended from outside leaves a terminal that can be used, too.
fn terminated() -> Result<Signal, Trouble> {
    signal(SignalKind::terminate()).map_err(|error| Trouble::here("cannot listen", &error))
}
