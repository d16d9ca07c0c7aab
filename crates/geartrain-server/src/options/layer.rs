//! What one source of settings says, and how several make one.

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::setting::{Kind, Setting, Settings};
use super::{Options, OptionsError};

/// Settings of which one source names one or the other. A higher source that names one of them
/// does not want what a lower one says with another.
const RIVALS: [[&str; 2]; 3] = [
    ["function-order", "round-robin"],
    ["keepalive", "no-keepalive"],
    ["log-filter", "verbose"],
];

/// What is said about one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A flag is set, or not.
    Flag(bool),
    /// The values, in order.
    Values(Vec<OsString>),
}

/// What one source says, by the names of the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layer {
    said: BTreeMap<String, Said>,
}

impl Layer {
    /// What a command line says, the program's name first.
    pub(super) fn of_words(words: &[OsString], settings: &Settings) -> Result<Self, OptionsError> {
        Ok(Self::of_matches(&Options::matches(words)?, settings))
    }

    /// What such a line says once it was parsed.
    pub(super) fn of_matches(matches: &ArgMatches, settings: &Settings) -> Self {
        let mut layer = Self::default();
        for setting in settings.iter() {
            let id = setting.arg().get_id().as_str();
            if matches.value_source(id) != Some(ValueSource::CommandLine) {
                continue;
            }
            let said = if setting.kind() == Kind::Flag {
                Said::Flag(true)
            } else {
                let values = matches.get_raw(id).into_iter().flatten();
                Said::Values(values.map(Into::into).collect())
            };
            layer.said.insert(setting.name().to_owned(), said);
        }
        layer
    }

    /// Adds what is said about a setting. A flag that has an opposite is switched off by that.
    pub(super) fn say(&mut self, setting: &Setting, said: Said, settings: &Settings) {
        let name = setting.name();
        let (name, said) = match (said, settings.opposite_of(name)) {
            (Said::Flag(false), Some(opposite)) => (opposite.name(), Said::Flag(true)),
            (said, _) => (name, said),
        };
        self.said.insert(name.to_owned(), said);
    }

    /// This layer under `upper`, which counts more.
    pub(super) fn under(mut self, upper: Self) -> Self {
        for pair in RIVALS {
            if pair.iter().any(|name| upper.said.contains_key(*name)) {
                for name in pair {
                    self.said.remove(name);
                }
            }
        }
        self.said.extend(upper.said);
        self
    }

    /// The same settings as a command line.
    pub(super) fn words(&self) -> Vec<OsString> {
        let mut words = vec![OsString::from("geartraind")];
        for (name, said) in &self.said {
            match said {
                Said::Flag(false) => {}
                Said::Flag(true) => words.push(format!("--{name}").into()),
                Said::Values(values) => words.extend(values.iter().map(|value| {
                    let mut word = OsString::from(format!("--{name}="));
                    word.push(value);
                    word
                })),
            }
        }
        words
    }

    /// The names of all settings about which two layers say different things.
    pub(super) fn differences<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let names = self.said.keys().chain(other.said.keys());
        let mut names: Vec<&str> = names
            .map(String::as_str)
            .filter(|name| self.effect_of(name) != other.effect_of(name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// A flag that is not set and one that nobody mentions are the same.
    fn effect_of(&self, name: &str) -> Option<&Said> {
        self.said
            .get(name)
            .filter(|said| **said != Said::Flag(false))
    }

    /// Says about `name` what `other` says about it, or nothing.
    pub(super) fn copy(&mut self, name: &str, other: &Self) {
        match other.said.get(name) {
            Some(said) => self.said.insert(name.to_owned(), said.clone()),
            None => self.said.remove(name),
        };
    }
}

#[cfg(test)]
mod tests;
