//! Errors as a person reads them: what happened, what is safe, what to do; and the code to leave with.
//!
//! The technical causes are not in these sentences: `HOMING_LOG=error` shows them.

mod attach;
mod bar;
mod credentials;
mod failure;
mod files;
mod legacy;
mod network;
mod provider;
mod queue;
mod review;
mod sign_in;
mod sync;
#[cfg(test)]
mod tests;
mod time;

use clap::error::ContextValue;
use homing_app::{ChangeError, ConfigError, OpenError};

pub(crate) use bar::bar;
pub(crate) use credentials::credentials as explain_credentials;
pub(crate) use failure::Failure;
pub(crate) use network::{no_way, offline, stop};
pub(crate) use sign_in::sign_in as explain_sign_in;
pub(crate) use sync::{NOTHING_LOST, sync as explain_sync};

use failure::{ErrorJson, FailureJson};
use files::{backup, export, new_file};

use crate::error::CliError;
use crate::render::printable_lines;
use crate::secret_input::{Secret, SecretInputError};

/// An error in a person's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explained {
    /// What kind of failure it is, and so the code to leave with.
    pub(crate) failure: Failure,
    /// Whole sentences.
    pub(crate) text: String,
}

impl Explained {
    /// A failure in these words.
    pub(crate) fn new(failure: Failure, text: impl Into<String>) -> Self {
        Self { failure, text: text.into() }
    }

    /// As `--json` writes it.
    pub(crate) fn json(&self) -> FailureJson<'_> {
        let Self { failure, text } = self;
        FailureJson {
            error: ErrorJson { code: failure.code(), message: text, exit: failure.exit().number() },
        }
    }
}

/// Says what happened.
pub(crate) fn explain(error: &CliError) -> Explained {
    match error {
        CliError::LogFilter(_) => Explained::new(
            Failure::Configuration,
            "HOMING_LOG can't be understood. Nothing was done; set it to a filter such as `debug`, or unset it.",
        ),
        CliError::Places(error) => {
            Explained::new(Failure::Configuration, format!("Nothing was done: {error}."))
        }
        CliError::Runtime(_) => Explained::new(
            Failure::Internal,
            "Homing can't start on this system right now. Nothing was changed; try again later.",
        ),
        CliError::Config(error) => config(error),
        CliError::Change(error) => change(error),
        CliError::Open { data, source } => open(data, source),
        CliError::Server(error) => Explained::new(
            Failure::ServerAddress,
            format!("The server's address can't be used: {error}. Nothing was changed; give it again."),
        ),
        CliError::MemoryStorage => Explained::new(
            Failure::MemoryStorage,
            "With `storage = \"memory:\"` everything would be gone at the end of this command. Nothing was recorded; \
             take it out of homing.toml. It is for tests, and for applications that keep nothing.",
        ),
        CliError::NoServer => Explained::new(
            Failure::NoServer,
            "No server is named. Nothing was changed; name one with `--server URL`, or write \
             `server = \"URL\"` into homing.toml.",
        ),
        CliError::OneDescriptorForTwo => Explained::new(
            Failure::OneDescriptorForTwo,
            "The password and the passphrase can't come from the same descriptor. Nothing was changed; give \
             each one of its own.",
        ),
        CliError::Secret(error) => secret(error),
        CliError::Time(error) => {
            Explained::new(Failure::TimeUnclear, format!("{error}. Nothing was recorded; give another time."))
        }
        CliError::DaysBackwards { from, to } => Explained::new(
            Failure::DaysBackwards,
            format!(
                "The days end before they begin. Nothing was changed; --to {to} must not be before --from {from}."
            ),
        ),
        CliError::SignIn { server, source } => sign_in::sign_in(server, source),
        CliError::NameNeeded { server } => Explained::new(
            Failure::NameNeeded,
            format!(
                "The server at {server} knows no sign-in in the browser, so it needs your name. Nothing was changed; \
                 give it with `--user NAME`."
            ),
        ),
        CliError::SignInEnded => Explained::new(
            Failure::Interrupted,
            "The sign-in was cancelled. Nobody was signed in by this, and nothing that you recorded is lost.",
        ),
        CliError::SignOut(source) => sign_in::sign_out(source),
        CliError::Switch(source) => sign_in::switch(source),
        CliError::Account { name, source } => sign_in::unclear(name, source),
        CliError::OnlyActiveIsSent { name } => sign_in::only_active(name),
        CliError::Track(error) => time::track(error),
        CliError::Find(error) => time::find(error),
        CliError::FindItem(error) => review::find(error),
        CliError::Item { item, source } => review::item(item, source),
        CliError::Attach { path, source } => attach::attach(path, source),
        CliError::Backup { path, source } => backup(path, source),
        CliError::FindTask(error) => queue::find(error),
        CliError::TaskOfNoEntry(task) => Explained::new(
            Failure::TaskOfNoEntry,
            format!(
                "This unsent change is of no time entry, so there is nothing to edit. Nothing was changed. The change: {task}."
            ),
        ),
        CliError::Discard(error) => queue::discard(error),
        CliError::NewFile { path, source } => new_file(path, source),
        CliError::YesNeeded { question } => Explained::new(
            Failure::YesNeeded,
            format!("{question} Nothing was changed; say so with --yes where nobody can be asked."),
        ),
        CliError::Declined => Explained::new(Failure::Declined, "Nothing was changed."),
        CliError::Sync(error) => sync::sync(error),
        CliError::Remote(error) => sync::remote(error),
        CliError::Network(error) => network::settings(error),
        CliError::Projects(error) => sync::projects(error),
        CliError::Queue(error) => queue::queue(error),
        CliError::Watch(_) => Explained::new(
            Failure::WatchUnavailable,
            "This system lets Homing watch no folder now, as other programs watch too many. Nothing is lost; \
             `homing status` shows how things stand, and fewer programs that watch files make this work again.",
        ),
        CliError::File { path, source } => Explained::new(
            Failure::FileUnreadable,
            format!(
                "The file {} can't be read: {source}. Nothing was imported; name another file, or give access to \
                 this one.",
                path.display()
            ),
        ),
        CliError::Write { path, source } => Explained::new(
            Failure::FileNotWritable,
            format!(
                "{} can't be written: {source}. What is recorded is safe; name another place.",
                path.display()
            ),
        ),
        CliError::Export { path, source } => export(path, source),
        CliError::JsonNeedsFile => Explained::new(
            Failure::Usage,
            "With --json an export of another form needs a file. Nothing was written; name one.",
        ),
        CliError::Import { what, source } => time::import(what, source),
        CliError::LegacyImport(error) => legacy::import(error),
        CliError::Original(error) => legacy::original(error),
        CliError::Output(error) => Explained::new(
            Failure::OutputFailed,
            format!("The answer could not be written out: {error}. What is recorded is safe; ask again."),
        ),
    }
}

/// The same refusal, in which no word of the line can steer a terminal.
pub(crate) fn printable(mut refused: clap::Error) -> clap::Error {
    let texts: Vec<_> = refused.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in texts {
        let value = match value {
            ContextValue::String(text) => ContextValue::String(printable_lines(&text)),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(|text| printable_lines(text)).collect())
            }
            _ => continue,
        };
        refused.insert(kind, value);
    }
    refused
}

/// Says, on one line, why a command line is not understood.
pub(crate) fn usage(refused: &clap::Error) -> Explained {
    let text = refused.render().to_string();
    let said: Vec<_> = text.split("\n\nUsage:").next().unwrap_or_default().split_whitespace().collect();
    let said = said.join(" ");
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    Explained::new(
        Failure::Usage,
        format!("{said}. Nothing was done; `homing --help` shows what is possible."),
    )
}

fn open(data: &std::path::Path, error: &OpenError) -> Explained {
    match error {
        OpenError::Config(error) => config(error),
        OpenError::Data(error) => {
            let Explained { failure, text } = queue::queue(error);
            Explained::new(failure, format!("{text} The data folder is {}.", data.display()))
        }
        OpenError::Database { database, source } => queue::database(database, source),
        _ => Explained::new(
            Failure::Internal,
            "Homing can't be opened. Nothing was changed; HOMING_LOG=error shows why.",
        ),
    }
}

fn config(error: &ConfigError) -> Explained {
    let help = match error {
        ConfigError::Unreadable { .. } => "Give access to it, or remove it.",
        _ => "Correct it.",
    };
    Explained::new(Failure::Configuration, format!("Nothing was done: {error}. {help}"))
}

fn change(error: &ChangeError) -> Explained {
    match error {
        ChangeError::Config(error) => config(error),
        ChangeError::Unwritable { source, .. } => Explained::new(
            Failure::Configuration,
            format!("Nothing was changed: {error} ({source}). Make room or give access, then try again."),
        ),
        _ => Explained::new(Failure::Usage, format!("Nothing was changed: {error}. Give another value.")),
    }
}

fn secret(error: &SecretInputError) -> Explained {
    let help = |secret: &Secret| match secret {
        Secret::Password { .. } => {
            "run this on a terminal, or give it with --password-stdin or --password-fd N"
        }
        _ => "run this on a terminal, or give it with --passphrase-fd N",
    };
    match error {
        SecretInputError::NoTerminal(secret) => Explained::new(
            Failure::SecretNeeded,
            format!(
                "The {secret} can't be asked for without a terminal. Nothing was changed; {}.",
                help(secret)
            ),
        ),
        SecretInputError::Interrupted => Explained::new(Failure::Interrupted, "Ended. Nothing was changed."),
        SecretInputError::Outgoing { .. } | SecretInputError::WriteOnly { .. } => Explained::new(
            Failure::DescriptorUnreadable,
            format!("Nothing was changed: {error}. Name a descriptor that is open for reading."),
        ),
        SecretInputError::Unreadable { source, .. } => Explained::new(
            Failure::DescriptorUnreadable,
            format!("Nothing was changed: {error} ({source}). Name a descriptor that is open for reading."),
        ),
        SecretInputError::Prompt(..) => Explained::new(
            Failure::SecretNeeded,
            format!("Nothing was changed: {error} on this terminal. Give it by a descriptor."),
        ),
        _ => Explained::new(Failure::SecretUnusable, format!("Nothing was changed: {error}. Try again.")),
    }
}
