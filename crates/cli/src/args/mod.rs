//! The command line. What a word means is here, one file for each group of commands; what it does is in
//! [`crate::commands`].

mod attach;
mod change;
mod config;
mod diagnostics;
mod export;
mod import;
mod legacy;
mod look;
mod period;
mod program;
mod queue;
mod review;
mod session;
mod status;
mod sync;
mod timer;
mod wishes;

use clap::{Parser, Subcommand};

pub(crate) use attach::Attach;
pub(crate) use change::{Changes, Delete, Edit, Undo};
pub(crate) use config::Config;
pub(crate) use diagnostics::Diagnostics;
pub(crate) use export::{Export, ExportForm};
pub(crate) use import::{ExportedFile, Import};
pub(crate) use legacy::Legacy;
pub(crate) use look::{By, Log, Projects, Summary};
pub(crate) use period::{Days, PeriodArgs};
pub(crate) use program::Program;
pub(crate) use queue::{Discard, EditUnsent, Queue, Retry};
pub(crate) use review::{Confirm, Decision, Discarded, EditItem, Review};
pub(crate) use session::{AccountCommand, Backup, Login, Logout, Switch, UnsentArgs};
pub(crate) use status::Status;
pub(crate) use sync::Sync;
pub(crate) use timer::{Add, At, AwayArgs, Continue, Cut, End, Resume, Start};
pub(crate) use wishes::Wishes;

use crate::exit;

/// Track time offline; it reaches the server exactly once.
#[derive(Debug, Parser)]
#[command(name = "homing", version, max_term_width = 100, after_help = exit::help())]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) wishes: Wishes,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in to a server; what was recorded before goes with you
    Login(Login),
    /// Sign out; unsent work stays on this machine
    Logout(Logout),
    /// List whose work is on this machine
    Accounts,
    /// Switch to another account of this machine, or list them
    #[command(subcommand)]
    Account(AccountCommand),
    /// Copy everything that is recorded to a file, without any sign-in
    Backup(Backup),
    /// Start the timer; one that runs is stopped
    Start(Start),
    /// Start a new entry with the words of one that is over; a timer that runs is stopped
    Continue(Continue),
    /// Pause the timer
    Pause(End),
    /// Resume the paused timer; with --keep or --cut, say what the time away was of one that runs, and let it run on
    Resume(Resume),
    /// Stop the timer
    Stop(End),
    /// Write down work that is over
    Add(Add),
    /// Change an entry
    Edit(Edit),
    /// Attach a picture to an entry
    Attach(Attach),
    /// Delete entries
    Delete(Delete),
    /// Delete the running or paused entry
    Cancel,
    /// Undo the last command that recorded something on this machine; again for the one before it
    Undo(Undo),
    /// Show what ought to be looked at, each with the command that mends it
    Review(Review),
    /// Show what was recorded
    Log(Log),
    /// Show the projects of the server
    Projects(Projects),
    /// Add up the work by day, project or tag
    Summary(Summary),
    /// Show the timer and what waits to be sent
    Status(Status),
    /// Send what waits to the server
    Sync(Sync),
    /// Examine this installation, the network and the server; changes nothing
    Doctor,
    /// Look into the queue of unsent changes
    #[command(subcommand)]
    Queue(Queue),
    /// Write what someone who helps needs to see, without secrets and contents
    Diagnostics(Diagnostics),
    /// Show or change homing.toml
    #[command(subcommand)]
    Config(Config),
    /// Take in what another program recorded
    #[command(subcommand)]
    Import(Import),
    /// Write what is recorded for another program: JSON, CSV or iCalendar; everything, unless days are named
    Export(Export),
    /// What the program says about itself
    #[command(flatten)]
    Program(Program),
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

    use clap::CommandFactory;
    use homing_domain::time::Draft;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_words_of_a_description_need_no_quotes() {
        let arguments =
            Arguments::try_parse_from(["homing", "start", "Write", "the report", "--tag", "a", "--tag", "b"]);
        let Command::Start(start) = arguments.unwrap().command else { panic!("another command") };
        let draft = Draft::from(start.what);
        assert_eq!(draft.description, "Write the report");
        assert_eq!(draft.tags, ["a", "b"]);
    }

    #[test]
    fn a_time_that_is_counted_back_may_begin_with_its_sign() {
        for line in
            [&["homing", "stop", "--at", "-15m"][..], &["homing", "add", "--from", "-2h", "--to", "-1h 30m"]]
        {
            assert!(Arguments::try_parse_from(line).is_ok(), "{line:?}");
        }
    }

    #[test]
    fn json_may_be_asked_for_before_a_command_and_after_it() {
        for line in [["homing", "--json", "queue", "list"], ["homing", "queue", "list", "--json"]] {
            assert!(Arguments::try_parse_from(line).unwrap().wishes.json);
        }
    }

    #[test]
    fn no_argument_takes_a_password_or_a_passphrase() {
        let mut commands = vec![Arguments::command()];
        while let Some(command) = commands.pop() {
            let secret = |argument: &&clap::Arg| argument.get_id().as_str().contains("pass");
            for argument in command.get_arguments().filter(secret) {
                if argument.get_action().takes_values() {
                    let takes = argument.get_value_names().map(|names| names[0].as_str());
                    assert_eq!(takes, Some("N"), "{}", argument.get_id());
                }
            }
            commands.extend(command.get_subcommands().cloned());
        }
    }

    #[test]
    fn two_places_for_one_password_are_refused() {
        let both = ["homing", "login", "--user", "anna", "--password-stdin", "--password-fd", "3"];
        assert!(Arguments::try_parse_from(both).is_err());
    }
}
