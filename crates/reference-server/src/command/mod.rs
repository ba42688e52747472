//! The command line `homing-server`: reads arguments, says what happened, leaves with a documented code.

mod backup;
mod config;
mod configuration;
#[cfg(test)]
mod docs;
mod exit;
mod metrics;
mod notify;
mod password;
mod project;
mod serve;
mod signals;
mod user;

use std::error::Error;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::logging;
use crate::store::Store;
use configuration::{Configuration, ConfigurationError, Flags, Location};

/// The reference server of the Homing Sync API.
#[derive(Debug, Parser)]
#[command(name = "homing-server", version)]
struct Arguments {
    #[command(flatten)]
    location: Location,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer clients until interrupted (SIGINT or SIGTERM).
    Serve(Flags),
    /// Manage accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Manage projects.
    #[command(subcommand)]
    Project(project::Command),
    /// Write a copy of the data to a new file, while the server answers or not.
    Backup {
        /// The file to make; one that is there is not overwritten.
        file: PathBuf,
    },
    /// Show every setting as `serve` would use it, and who said so. The flags are those of `serve`.
    Config {
        /// As JSON: {"settings": [{"name", "value", "source"}]}.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        flags: Flags,
    },
}

/// A command did not do what it was told.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error(transparent)]
    Serve(#[from] serve::ServeCommandError),
    #[error(transparent)]
    User(#[from] user::UserCommandError),
    #[error(transparent)]
    Project(#[from] project::ProjectCommandError),
    #[error(transparent)]
    Backup(#[from] backup::BackupCommandError),
    #[error("The server could not be started.")]
    Runtime(#[source] io::Error),
    #[error("Standard output could not be written.")]
    Output(#[source] io::Error),
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    match run(arguments()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is gone, the code still tells.
            let _ = writeln!(io::stderr(), "{}", sentence(&error));
            ExitCode::from(exit::code(&error))
        }
    }
}

fn arguments() -> Arguments {
    let codes = exit::CODES.iter().map(|(code, meaning)| format!("  {code:3}  {meaning}\n"));
    let command = Arguments::command().after_help(format!("Exit codes:\n{}", codes.collect::<String>()));
    Arguments::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
}

fn run(arguments: Arguments) -> Result<(), CommandError> {
    let Arguments { location, command } = arguments;
    let (command, flags) = match command {
        Command::Serve(flags) => (Command::Serve(Flags::default()), flags),
        Command::Config { json, flags } => (Command::Config { json, flags: Flags::default() }, flags),
        other => (other, Flags::default()),
    };
    let configuration = Configuration::load(&location, flags, std::env::vars_os())?;
    logging::start(configuration.log_format, configuration.log_filter()?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let data = configuration.database.clone();
    let issuer = configuration.settings.oidc.as_ref().map(|provider| provider.issuer.to_string());
    runtime.map_err(CommandError::Runtime)?.block_on(async {
        match command {
            Command::Serve(_) => Ok(serve::run(configuration).await?),
            Command::User(command) => Ok(user::run(command, &data, issuer).await?),
            Command::Project(command) => Ok(project::run(command, &data).await?),
            Command::Backup { file } => Ok(backup::run(&data, &file).await?),
            Command::Config { json, .. } => {
                configuration.check_exposure()?;
                config::show(&configuration, json).map_err(CommandError::Output)
            }
        }
    })
}

/// Does the work and closes the store, however the work ended.
async fn using<T, E>(store: Store, work: impl AsyncFnOnce(&Store) -> Result<T, E>) -> Result<T, E> {
    let done = work(&store).await;
    store.close().await;
    done
}

/// The error for a person: its own sentence, then what caused it.
fn sentence(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(&format!(" ({cause_text})"));
        }
        source = cause.source();
    }
    text
}
