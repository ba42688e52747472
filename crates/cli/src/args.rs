//! The command line. What a word means is here; what it does is in [`crate::commands`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use homing_domain::account::CredentialPlace;
use homing_domain::time::Draft;

use crate::exit;
use crate::secret_input::Descriptor;
use crate::time_arg::TimeArg;

/// Track time offline; it reaches the server exactly once.
#[derive(Debug, Parser)]
#[command(name = "homing", version, max_term_width = 100, after_help = exit::help())]
pub(crate) struct Arguments {
    /// Read the passphrase of the encrypted credential file from this file descriptor
    #[arg(long, global = true, value_name = "N")]
    pub(crate) passphrase_fd: Option<Descriptor>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in to a server; what was recorded before goes with you
    Login(Login),
    /// Sign out; unsent work stays on this machine
    Logout,
    /// Start the timer; one that runs is stopped
    Start(What),
    /// Pause the timer
    Pause,
    /// Resume the paused timer
    Resume,
    /// Stop the timer
    Stop,
    /// Write down work that is over
    Add(Add),
    /// Show what was recorded
    Log(Log),
    /// Show the timer and what waits to be sent
    Status(Format),
    /// Send what waits to the server
    Sync(Format),
    /// Look into the queue of unsent changes
    #[command(subcommand)]
    Queue(Queue),
    /// Take in what another program recorded
    #[command(subcommand)]
    Import(Import),
}

/// `login`.
#[derive(Debug, Args)]
pub(crate) struct Login {
    /// The server's address, such as `https://homing.example.org` [default: `server` in homing.toml, else
    /// the server that was used last]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,

    /// Your name on the server
    #[arg(long, value_name = "NAME")]
    pub(crate) user: String,

    /// Where the sign-in is kept [default: where it was, else the keychain]
    #[arg(long, value_enum, value_name = "STORE")]
    pub(crate) store: Option<Store>,

    /// Read the password from standard input, its first line
    #[arg(long, conflicts_with = "password_fd")]
    pub(crate) password_stdin: bool,

    /// Read the password from this file descriptor, its first line
    #[arg(long, value_name = "N")]
    pub(crate) password_fd: Option<Descriptor>,
}

/// A place for a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Store {
    /// The keychain of the operating system
    Keychain,
    /// A file in the data folder that a passphrase opens
    File,
}

impl From<Store> for CredentialPlace {
    fn from(store: Store) -> Self {
        match store {
            Store::Keychain => Self::Keychain,
            Store::File => Self::EncryptedFile,
        }
    }
}

/// What is being worked on.
#[derive(Debug, Args)]
pub(crate) struct What {
    /// What is being done
    #[arg(value_name = "DESCRIPTION")]
    words: Vec<String>,

    /// The project
    #[arg(long, value_name = "P")]
    project: Option<String>,

    /// A tag; give it again for more
    #[arg(long = "tag", value_name = "T")]
    tags: Vec<String>,
}

impl From<What> for Draft {
    fn from(What { words, project, tags }: What) -> Self {
        Self { project, description: words.join(" "), tags }
    }
}

/// `add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// When work began: 2026-11-22T09:15:00+01:00, "2026-11-22 09:15" or 09:15 (today)
    #[arg(long, value_name = "T")]
    pub(crate) from: TimeArg,

    /// When it ended, in the same forms
    #[arg(long, value_name = "T")]
    pub(crate) to: TimeArg,

    #[command(flatten)]
    pub(crate) what: What,
}

/// `log`.
#[derive(Debug, Args)]
pub(crate) struct Log {
    #[command(flatten)]
    pub(crate) format: Format,

    /// Show everything, not only the last 7 days
    #[arg(long)]
    pub(crate) all: bool,

    /// Show everything that the server holds, in place of what this machine holds
    #[arg(long)]
    pub(crate) remote: bool,
}

/// How a result is written.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Format {
    /// Write JSON, for scripts
    #[arg(long)]
    pub(crate) json: bool,
}

/// `queue`.
#[derive(Debug, Subcommand)]
pub(crate) enum Queue {
    /// List every unsent change
    List,
}

/// `import`.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Take in an export of Timewarrior, made by `timew export`
    Timewarrior {
        /// The exported file; - is standard input
        file: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_words_of_a_description_need_no_quotes() {
        let arguments =
            Arguments::try_parse_from(["homing", "start", "Write", "the report", "--tag", "a", "--tag", "b"]);
        let Command::Start(what) = arguments.unwrap().command else { panic!("another command") };
        let draft = Draft::from(what);
        assert_eq!(draft.description, "Write the report");
        assert_eq!(draft.tags, ["a", "b"]);
    }

    #[test]
    fn no_argument_takes_a_password_or_a_passphrase() {
        let command = Arguments::command();
        let every =
            command.get_subcommands().flat_map(|sub| sub.get_arguments()).chain(command.get_arguments());
        let secret = every.filter(|argument| argument.get_id().as_str().contains("pass"));
        for argument in secret.filter(|argument| argument.get_action().takes_values()) {
            let takes = argument.get_value_names().map(|names| names[0].as_str());
            assert_eq!(takes, Some("N"), "{}", argument.get_id());
        }
    }

    #[test]
    fn two_places_for_one_password_are_refused() {
        let both = ["homing", "login", "--user", "anna", "--password-stdin", "--password-fd", "3"];
        assert!(Arguments::try_parse_from(both).is_err());
    }
}
