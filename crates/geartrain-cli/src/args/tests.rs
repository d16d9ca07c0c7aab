use std::time::UNIX_EPOCH;

use clap::CommandFactory;
use clap::error::ErrorKind;

use super::*;

fn parse(line: &str) -> Result<Arguments, ErrorKind> {
    Arguments::try_parse_from(line.split_whitespace()).map_err(|error| error.kind())
}

fn work(line: &str) -> WorkArguments {
    match parse(line).unwrap().command {
        Command::Work(work) => work,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn the_version_is_that_of_the_program_and_not_of_its_package() {
    let version = Arguments::command().render_version();
    assert_eq!(
        version,
        concat!("geartrain ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn help_fits_into_80_columns() {
    let mut command = Arguments::command();
    command.build();
    for sub in command.get_subcommands_mut() {
        let help = sub.render_long_help().to_string();
        let longest = help
            .lines()
            .max_by_key(|line| line.chars().count())
            .unwrap();
        assert!(longest.chars().count() <= 80, "{longest}");
    }
}

#[test]
fn a_command_is_given_as_words_or_as_a_text() {
    let words = work("geartrain work -f a -f b -- wc -c").command_words();
    assert_eq!(words, ["wc", "-c"]);
    let text = Arguments::try_parse_from(["geartrain", "work", "-f", "a", "--exec", " wc  -c "]);
    let Command::Work(work) = text.unwrap().command else {
        panic!("not work")
    };
    assert_eq!(work.command_words(), ["wc", "-c"]);
}

#[test]
fn a_worker_needs_a_function_and_takes_one_command() {
    assert_eq!(
        parse("geartrain work -- wc").err(),
        Some(ErrorKind::MissingRequiredArgument)
    );
    let both = parse("geartrain work -f a --exec wc -- wc").err();
    assert_eq!(both, Some(ErrorKind::ArgumentConflict));
    let none = parse("geartrain work -f a --concurrency 0 -- wc").err();
    assert_eq!(none, Some(ErrorKind::ValueValidation));
}

#[test]
fn a_time_is_a_date_or_seconds_since_1970() {
    let moment = UNIX_EPOCH + Duration::from_secs(1_900_000_000);
    assert_eq!(parse_time("@1900000000"), Ok(moment));
    assert_eq!(parse_time("2030-03-17T17:46:40Z"), Ok(moment));
    assert!(parse_time("tomorrow").is_err());
    assert!(parse_time("@soon").is_err());
    assert!(parse_time(&format!("@{}", u64::MAX)).is_err());
    let milliseconds = parse_time("@1900000000000").expect_err("refused");
    assert!(milliseconds.contains("not milliseconds"), "{milliseconds}");
}

#[test]
fn the_server_may_stand_before_or_after_the_command() {
    assert_eq!(parse("geartrain -s a:1 ping").unwrap().target.server, "a:1");
    assert_eq!(
        parse("geartrain ping --server a:1").unwrap().target.server,
        "a:1"
    );
}

#[test]
fn the_page_on_the_command_line_has_the_exit_codes_of_the_help() {
    let page = include_str!("../../../../docs/command-line.md");
    let (_, codes) = EXIT_CODES.split_once('\n').expect("a heading");
    assert!(page.contains(codes), "{codes}");
}
