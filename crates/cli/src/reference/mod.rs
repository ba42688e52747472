//! The tables of `docs/cli.md`, made from the program itself: every command with its flags, its exit codes and
//! a line that a test runs; and every name that a failure has in JSON.

mod examples;

use clap::{Arg, Command, CommandFactory as _};
use serde::Serialize;

use examples::{EXAMPLES, Example};

use crate::args::Arguments;
use crate::exit::ExitCode;
use crate::explain::Failure;

const BEGIN: &str = "<!-- made by `homing reference`: begin -->";
const END: &str = "<!-- made by `homing reference`: end -->";

/// What `reference --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct ReferenceJson {
    commands: Vec<CommandJson>,
}

#[derive(Debug, Serialize)]
struct CommandJson {
    command: String,
    about: String,
    usage: String,
    exits: Vec<u8>,
    example: Option<&'static Example>,
}

/// Every command, as JSON.
pub(crate) fn json() -> ReferenceJson {
    let mut program = Arguments::command();
    program.build();
    let mut commands = Vec::new();
    collect(&program, "", &mut commands);
    ReferenceJson { commands }
}

fn collect(command: &Command, path: &str, commands: &mut Vec<CommandJson>) {
    for command in command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help") {
        let path = format!("{path} {}", command.get_name()).trim_start().to_owned();
        if command.has_subcommands() {
            if !command.is_subcommand_required_set() {
                // It does something by itself, too.
                commands.push(described(command, &path));
            }
            collect(command, &path, commands);
            continue;
        }
        commands.push(described(command, &path));
    }
}

fn described(command: &Command, path: &str) -> CommandJson {
    let example = EXAMPLES.iter().find(|example| example.command == path);
    let mut exits: Vec<_> = example.map(Example::exits).unwrap_or_default();
    exits.sort_unstable();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    CommandJson { usage: usage(command, path), command: path.to_owned(), about, exits, example }
}

/// The command with its arguments, as in `log [--from DAY] [--all]`.
fn usage(command: &Command, path: &str) -> String {
    let own =
        |argument: &&Arg| !argument.is_global_set() && !argument.is_hide_set() && argument.get_id() != "help";
    let arguments = command.get_arguments().filter(own).map(argument);
    std::iter::once(path.to_owned()).chain(arguments).collect::<Vec<_>>().join(" ")
}

fn argument(argument: &Arg) -> String {
    let values = argument.get_possible_values();
    let value = match argument.get_value_names() {
        _ if !argument.get_action().takes_values() => String::new(),
        _ if (2..=5).contains(&values.len()) => {
            values.iter().map(|value| value.get_name()).collect::<Vec<_>>().join("|")
        }
        Some(names) => names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" "),
        None => argument.get_id().as_str().to_uppercase(),
    };
    let shown = match argument.get_long() {
        Some(long) => format!("--{long} {value}").trim_end().to_owned(),
        None => value,
    };
    let shown = if argument.is_required_set() { shown } else { format!("[{shown}]") };
    let again = matches!(argument.get_action(), clap::ArgAction::Append);
    if again { format!("{shown}…") } else { shown }
}

/// The tables.
pub(crate) fn markdown() -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut text = String::from(
        "| command | what it does | exit codes | an example that a test runs |\n|---|---|---|---|\n",
    );
    for CommandJson { about, usage, exits, example, .. } in json().commands {
        let exits: Vec<_> = exits.iter().map(u8::to_string).collect();
        let line = example.map(|example| format!("`{}`", cell(example.line))).unwrap_or_default();
        let row = format!("| `{}` | {} | {} | {line} |\n", cell(&usage), cell(&about), exits.join(", "));
        text.push_str(&row);
    }
    text.push_str("\nThe names that a failure has in JSON:\n\n| code | exit | meaning |\n|---|---|---|\n");
    for failure in Failure::ALL {
        let (code, exit) = (failure.code(), failure.exit().number());
        text.push_str(&format!("| `{code}` | {exit} | {} |\n", cell(failure.meaning().trim())));
    }
    text
}

/// The page with the tables in the place where they stand.
pub(crate) fn put_into(page: &str) -> String {
    let parts = page.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    match parts {
        Some((before, after)) => format!("{before}{BEGIN}\n{}{END}{after}", markdown()),
        None => page.to_owned(),
    }
}

impl Example {
    /// The codes that the command can end with.
    fn exits(&self) -> Vec<u8> {
        const OF_ALL: [ExitCode; 2] = [ExitCode::Done, ExitCode::Usage];
        const WITH_DATA: [ExitCode; 3] = [ExitCode::Internal, ExitCode::Data, ExitCode::Configuration];
        let data = if self.opens_data { &WITH_DATA[..] } else { &[] };
        OF_ALL.iter().chain(data).chain(self.exits).map(|code| code.number()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_documentation_holds_these_tables() {
        let page = include_str!("../../../../docs/cli.md");
        assert!(page.contains(BEGIN) && page.contains(END));
        assert!(
            put_into(page) == page,
            "docs/cli.md is not up to date. Run `cargo run -p homing-cli -- reference --into docs/cli.md`."
        );
    }

    #[test]
    fn every_command_has_an_example_and_every_example_a_command() {
        let commands: BTreeSet<_> = json().commands.into_iter().map(|command| command.command).collect();
        let examples: BTreeSet<_> = EXAMPLES.iter().map(|example| example.command.to_owned()).collect();
        assert_eq!(commands, examples, "give each command a line in crates/cli/src/reference/examples.rs");
        assert_eq!(examples.len(), EXAMPLES.len(), "one example for each command");
    }

    #[test]
    fn an_argument_is_shown_as_it_is_typed() {
        let usage = |command: &str| {
            json()
                .commands
                .into_iter()
                .find(|it| it.command == command)
                .map(|it| it.usage)
                .unwrap_or_default()
        };
        assert_eq!(usage("review"), "review [--history]");
        assert_eq!(usage("import timewarrior"), "import timewarrior FILE");
        let optional = "[--user NAME] [--no-browser] [--store keychain|file]";
        assert!(usage("login").contains(optional), "{}", usage("login"));
    }
}
