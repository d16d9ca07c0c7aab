use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use geartrain_protocol::admin::AdminCommand;

/// The lines in the first column of the page of admin commands.
fn lines_of_page() -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/admin-commands.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    let lines = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    lines.map(str::to_owned).collect()
}

/// The command of a line; words in capitals stand for what is given there.
fn command(line: &str) -> AdminCommand {
    let words = line.split(' ').map(|word| match word {
        "N" | "HIGH" | "NORMAL" | "LOW" => "7",
        word => word,
    });
    let line = words.collect::<Vec<&str>>().join(" ");
    AdminCommand::parse(&line.into_bytes().into())
}

/// Makes the list of the first words of all commands, and the function that gives those of one. A
/// command that is new has no arm here, and with one it has to be on the page.
macro_rules! commands {
    ($($command:pat => $words:literal,)*) => {
        const COMMANDS: &[&str] = &[$($words),*];

        fn words(command: &AdminCommand) -> Option<&'static str> {
            match command {
                $($command => Some($words),)*
                AdminCommand::Wrong(_) => None,
            }
        }
    };
}

commands! {
    AdminCommand::Status => "status",
    AdminCommand::PriorityStatus => "prioritystatus",
    AdminCommand::Workers => "workers",
    AdminCommand::Version => "version",
    AdminCommand::Verbose => "verbose",
    AdminCommand::GetPid => "getpid",
    AdminCommand::MaxQueue { .. } => "maxqueue",
    AdminCommand::CancelJob { .. } => "cancel job",
    AdminCommand::ShowJobs => "show jobs",
    AdminCommand::ShowUniqueJobs => "show unique jobs",
    AdminCommand::CreateFunction { .. } => "create function",
    AdminCommand::DropFunction { .. } => "drop function",
    AdminCommand::Shutdown { .. } => "shutdown",
    AdminCommand::ShutdownGraceful { .. } => "shutdown graceful",
}

#[test]
fn the_page_of_admin_commands_has_all_that_a_server_knows_and_nothing_else() {
    let mut found = BTreeSet::new();
    for line in lines_of_page() {
        let command = words(&command(&line));
        let command = command.unwrap_or_else(|| panic!("no server knows `{line}`"));
        assert!(line.starts_with(command), "`{line}` is taken for {command}");
        found.insert(command);
    }
    assert_eq!(found, COMMANDS.iter().copied().collect());
}
