//! `geartrain top`

mod keys;
mod metrics;
mod sample;
mod screen;
mod view;

use std::io::{self, IsTerminal};

use geartrain_client::{Admin, ServerAddress};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::args::TopArguments;
use crate::exit::Trouble;
use crate::listing::print;
use crate::target::Target;

use self::keys::{Key, Keys};
use self::metrics::Metrics;
use self::sample::Sample;
use self::screen::Screen;
use self::view::View;

pub(crate) async fn run(target: &Target, arguments: &TopArguments) -> Result<(), Trouble> {
    let mut watch = Watch::start(target, arguments).await?;
    if arguments.once || !io::stdout().is_terminal() {
        return watch.print_once(arguments).await;
    }
    watch.live(arguments).await
}

/// A server under watch.
struct Watch {
    admin: Admin,
    metrics: Metrics,
    view: View,
}

impl Watch {
    async fn start(target: &Target, arguments: &TopArguments) -> Result<Self, Trouble> {
        let admin = target.admin().await?;
        let address: ServerAddress = target
            .server
            .parse()
            .map_err(geartrain_client::Error::from)?;
        Ok(Self {
            admin,
            metrics: Metrics::of(&address, arguments.metrics.as_deref())?,
            view: View::new(address.to_string()),
        })
    }

    async fn look(&mut self) -> Result<(), Trouble> {
        let sample = Sample::take(&mut self.admin, &mut self.metrics).await?;
        self.view.add(sample);
        Ok(())
    }

    /// Rates need two looks.
    async fn print_once(&mut self, arguments: &TopArguments) -> Result<(), Trouble> {
        self.look().await?;
        if self.view.has_metrics() {
            tokio::time::sleep(arguments.interval).await;
            self.look().await?;
        }
        print(&self.view.text())
    }

    async fn live(&mut self, arguments: &TopArguments) -> Result<(), Trouble> {
        let mut screen = Screen::open()?;
        let mut keys = Keys::listen();
        let mut ticks = ticks(arguments);
        loop {
            tokio::select! {
                _ = ticks.tick() => self.look().await?,
                key = keys.next() => match key {
                    Key::Quit => return Ok(()),
                    Key::Sort => self.view.sort_by_next(),
                    Key::Up => self.view.scroll_up(),
                    Key::Down => self.view.scroll_down(),
                    Key::Redraw => {}
                },
            }
            screen.draw(&self.view)?;
        }
    }
}

fn ticks(arguments: &TopArguments) -> Interval {
    let mut ticks = interval(arguments.interval);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
