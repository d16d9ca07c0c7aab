//! `geartrain completions`

use clap::CommandFactory;

use crate::args::{Arguments, CompletionsArguments};
use crate::exit::Trouble;
use crate::listing::print;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<(), Trouble> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    print(script)
}
