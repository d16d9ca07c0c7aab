//! The page on which all settings stand, made of their declarations.

use std::fmt::Write;

use clap::Arg;

use super::reload::RELOADED;
use super::setting::{Setting, Settings};

/// What is told before the tables.
const INTRODUCTION: &str = include_str!("reference/introduction.md");

/// What is told after them.
const END: &str = include_str!("reference/end.md");

/// How the table of a group begins.
const HEAD: &str = "\
| option | key | variable | default | meaning | reloaded |
| --- | --- | --- | --- | --- | --- |
";

/// Words with which the help of an option begins that has no effect.
const IGNORED: &str = "Accepted and ignored";

/// The whole page.
pub(super) fn page() -> String {
    let settings = Settings::new();
    let mut page = INTRODUCTION.to_owned();
    let (ignored, obeyed): (Vec<_>, Vec<_>) = settings.iter().partition(|one| is_ignored(one));
    for group in groups(&obeyed) {
        let _ = write!(page, "\n## {group}\n\n{HEAD}");
        for setting in obeyed.iter().filter(|one| group_of(one) == group) {
            page.push_str(&row(setting));
        }
    }
    page.push_str("\n## Accepted and ignored\n\n");
    page.push_str(
        "Options of gearmand that mean nothing here. The log names those that are given.\n\n",
    );
    page.push_str("| option | why |\n| --- | --- |\n");
    for setting in ignored {
        let option = options(setting.arg());
        let _ = writeln!(page, "| {option} | {} |", reason(setting.arg()));
    }
    page.push_str(END);
    page
}

fn is_ignored(setting: &Setting) -> bool {
    setting.arg().is_hide_set() || help(setting.arg()).starts_with(IGNORED)
}

fn reason(arg: &Arg) -> String {
    let help = help(arg);
    let reason = help
        .strip_prefix(IGNORED)
        .map(|rest| rest.trim_start_matches(": "));
    reason
        .unwrap_or("its queue plug-in is not there")
        .to_owned()
}

/// The headings of the help, in its order.
fn groups(settings: &[&Setting]) -> Vec<String> {
    let mut groups = Vec::new();
    for setting in settings {
        let group = group_of(setting);
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    // What belongs to none comes last.
    groups.sort_by_key(|group| group == COMMAND_LINE);
    groups
}

const COMMAND_LINE: &str = "The command line itself";

fn group_of(setting: &Setting) -> String {
    let heading = setting.arg().get_help_heading();
    heading.unwrap_or(COMMAND_LINE).to_owned()
}

fn row(setting: &Setting) -> String {
    let arg = setting.arg();
    let option = options(arg);
    let key = cell(setting.has_key().then(|| setting.name().to_owned()));
    let variable = cell(setting.has_variable().then(|| setting.variable()));
    let (meaning, default) = meaning_and_default(arg);
    let reloaded = match (setting.has_key(), RELOADED.contains(&setting.name())) {
        (_, true) => "yes",
        (true, false) => "no",
        (false, false) => "–",
    };
    format!("| {option} | {key} | {variable} | {default} | {meaning} | {reloaded} |\n")
}

fn cell(text: Option<String>) -> String {
    text.map_or_else(|| "–".to_owned(), |text| format!("`{text}`"))
}

/// All forms of an option.
fn options(arg: &Arg) -> String {
    let short = arg.get_short().map(|short| format!("`-{short}` "));
    let long = arg.get_long().expect("only those with one are listed");
    let value = arg
        .get_value_names()
        .filter(|_| arg.get_action().takes_values());
    let value = value.map(|names| format!(" {}", names[0]));
    let (short, value) = (short.unwrap_or_default(), value.unwrap_or_default());
    format!("{short}`--{long}{value}`")
}

fn help(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    help.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The help, parted where it tells the default.
fn meaning_and_default(arg: &Arg) -> (String, String) {
    let help = help(arg).replace('|', "\\|");
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .map(|value| format!("`{}`", value.get_name()))
        .collect();
    let (mut meaning, told) = match help.split_once(" [default: ") {
        Some((meaning, default)) => (meaning.to_owned(), default.trim_end_matches(']').to_owned()),
        None => (help, String::new()),
    };
    if arg.get_action().takes_values() && !values.is_empty() {
        let _ = write!(meaning, ": {}", values.join(", "));
    }
    let declared = arg.get_default_values().first();
    let declared = declared.map(|value| value.to_string_lossy().into_owned());
    let default = match (told, declared) {
        (told, _) if !told.is_empty() => told,
        (_, Some(value)) if arg.get_action().takes_values() => value,
        (_, _) => "–".to_owned(),
    };
    (meaning, default)
}

#[cfg(test)]
mod tests;
