//! The settings by their names: an option, a key of the configuration file, an environment variable.
//!
//! All three come from the declaration of the option alone, so whoever adds an option adds the
//! others with it.

use clap::{Arg, ArgAction, CommandFactory};

use super::Options;

/// What the names of environment variables begin with.
pub(super) const VARIABLE_PREFIX: &str = "GEARTRAIN_";

/// Settings that stand on the command line only: they ask for something else than a server.
const ONE_TIME: [&str; 3] = ["check-args", "help", "version"];

/// Settings that say where others stand.
const FILES: [&str; 2] = ["config", "config-file"];

/// How many names are proposed for one that does not exist.
const PROPOSALS_MAX: usize = 3;

/// One setting.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    arg: Arg,
}

/// What a value may be in a file with types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// A number, or its name.
    Port,
    /// A number, or a text with a unit.
    Size,
    /// Seconds, or a text with a unit.
    Time,
    /// A text.
    Text,
    /// A text or several.
    Texts,
    /// What a foreign option takes: it is ignored.
    Any,
}

impl Kind {
    /// What the values have to be.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::Port => "a number or the name of a service",
            Self::Size => "a number of bytes, or a text such as \"64MiB\"",
            Self::Time => "a number of seconds, or a text such as \"10m\"",
            Self::Text => "a text in quotes",
            Self::Texts => "a text in quotes, or a list of them",
            Self::Any => "a text or a number",
        }
    }
}

impl Setting {
    /// The long option without its dashes, which is the key, too.
    pub(super) fn name(&self) -> &str {
        self.arg.get_long().expect("only those with one are listed")
    }

    /// The declaration.
    pub(super) fn arg(&self) -> &Arg {
        &self.arg
    }

    /// The environment variable.
    pub(super) fn variable(&self) -> String {
        let name = self.name().replace('-', "_").to_ascii_uppercase();
        format!("{VARIABLE_PREFIX}{name}")
    }

    pub(super) fn kind(&self) -> Kind {
        if !self.arg.get_action().takes_values() {
            return Kind::Flag;
        }
        if matches!(self.arg.get_action(), ArgAction::Append) {
            return Kind::Texts;
        }
        let value_name = self.arg.get_value_names().and_then(<[_]>::first);
        match value_name.map_or("", |name| name.as_str()) {
            "N" | "SECONDS" | "STATUS" => Kind::Number,
            "PORT" => Kind::Port,
            "SIZE" => Kind::Size,
            "TIME" => Kind::Time,
            "VALUE" => Kind::Any,
            _ => Kind::Text,
        }
    }

    /// Whether it can be an environment variable. The opposite of a flag is the flag set to false.
    pub(super) fn has_variable(&self) -> bool {
        !ONE_TIME.contains(&self.name()) && !self.name().starts_with(OPPOSITE)
    }

    /// Whether it can be a key.
    pub(super) fn has_key(&self) -> bool {
        self.has_variable() && !FILES.contains(&self.name())
    }
}

/// What stands before the name of a flag to switch it off.
const OPPOSITE: &str = "no-";

/// All settings, in the order of the help.
pub(super) struct Settings {
    all: Vec<Setting>,
}

impl Settings {
    pub(super) fn new() -> Self {
        let mut command = Options::command();
        command.build();
        let with_name = command
            .get_arguments()
            .filter(|arg| arg.get_long().is_some());
        Self {
            all: with_name.cloned().map(|arg| Setting { arg }).collect(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.all.iter()
    }

    pub(super) fn find(&self, name: &str) -> Option<&Setting> {
        self.iter().find(|setting| setting.name() == name)
    }

    /// The flag that switches the flag `name` off, if there is one.
    pub(super) fn opposite_of(&self, name: &str) -> Option<&Setting> {
        self.find(&format!("{OPPOSITE}{name}"))
    }
}

/// Those of `names` that `typo` may stand for, the likeliest first.
pub(super) fn nearest<'a>(typo: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(f64, &str)> = names
        .map(|name| (likeness(typo, name), name))
        .filter(|(likeness, _)| *likeness > LIKENESS_MIN)
        .collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0));
    near.truncate(PROPOSALS_MAX);
    near.into_iter().map(|(_, name)| name).collect()
}

/// How much alike two names must be to be taken for each other.
const LIKENESS_MIN: f64 = 0.8;

/// From 0 to 1. The beginning of a name is nearly as good as the name.
fn likeness(typo: &str, name: &str) -> f64 {
    const BEGINNING: f64 = 0.95;
    const BEGINNING_CHARACTERS_MIN: usize = 3;
    let is_beginning = typo.len() >= BEGINNING_CHARACTERS_MIN && name.starts_with(typo);
    let likeness = strsim::jaro(typo, name);
    if is_beginning {
        likeness.max(BEGINNING)
    } else {
        likeness
    }
}

/// The proposals as the end of a sentence; nothing if there are none.
pub(super) fn proposal(nearest: &[&str], quoted: impl Fn(&str) -> String) -> String {
    let quoted: Vec<String> = nearest.iter().map(|name| quoted(name)).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => format!("; {only} is near"),
        Some((last, others)) => format!("; {} and {last} are near", others.join(", ")),
    }
}

#[cfg(test)]
mod tests;
