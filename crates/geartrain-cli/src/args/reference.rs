//! The page of all commands and their options, made of what the program itself says.

#[path = "../../../../tests/docs/generated_page.rs"]
mod generated_page;

use std::fmt::Write;

use clap::{Arg, Command, CommandFactory};

use super::Arguments;

const HEAD: &str = "# Commands

All commands of `geartrain` and their options, made from the program. What scripts rely on stands in
[the command line](command-line.md).
";

#[test]
fn the_page_of_commands_lists_exactly_what_there_is() {
    generated_page::compare("reference-commands.md", &page());
}

fn page() -> String {
    let mut program = Arguments::command();
    program.build();
    let mut page = HEAD.to_owned();
    page += "\n## Options of every command\n\n";
    let options = program.get_arguments();
    table(&mut page, options.filter(|option| option.is_global_set()));
    for command in program.get_subcommands() {
        add(&mut page, command, "geartrain");
    }
    page
}

/// A command with those below it.
fn add(page: &mut String, command: &Command, above: &str) {
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    let name = format!("{above} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string);
    let heading = name.strip_prefix("geartrain ").unwrap_or(&name);
    writeln!(page, "\n## {heading}\n\n{}.\n", about.unwrap_or_default()).unwrap();
    let usage = command.clone().bin_name(&name).render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    writeln!(page, "```text\n{usage}\n```").unwrap();
    let own = |option: &&Arg| !option.is_global_set() && option.get_id() != "help";
    if command.get_arguments().any(|option| own(&option)) {
        page.push('\n');
        table(page, command.get_arguments().filter(own));
    }
    for below in command.get_subcommands() {
        add(page, below, &name);
    }
}

fn table<'a>(page: &mut String, options: impl Iterator<Item = &'a Arg>) {
    *page += "| option | meaning |\n| --- | --- |\n";
    for option in options.filter(|option| !option.is_hide_set()) {
        writeln!(page, "| {} | {} |", names(option), meaning(option)).unwrap();
    }
}

fn names(option: &Arg) -> String {
    let long = option.to_string();
    match option.get_short() {
        Some(short) if option.get_long().is_some() => format!("`-{short}`, `{long}`"),
        _ => format!("`{long}`"),
    }
}

fn meaning(option: &Arg) -> String {
    let help = option.get_help().map(ToString::to_string);
    let mut meaning = help.unwrap_or_default().replace('|', "\\|");
    let values = option.get_possible_values();
    let values = values.iter().filter(|value| !value.is_hide_set());
    let values: Vec<&str> = values.map(clap::builder::PossibleValue::get_name).collect();
    if !values.is_empty() && option.get_action().takes_values() {
        write!(meaning, " ({})", values.join(", ")).unwrap();
    }
    if let Some(variable) = option.get_env() {
        write!(meaning, "; `{}` in the environment", variable.display()).unwrap();
    }
    let defaults = option.get_default_values();
    if !defaults.is_empty() && option.get_action().takes_values() {
        let defaults: Vec<_> = defaults
            .iter()
            .map(|value| value.to_string_lossy())
            .collect();
        write!(meaning, "; else `{}`", defaults.join(" ")).unwrap();
    }
    meaning
}
