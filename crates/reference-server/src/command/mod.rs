//! The command line `homing-server`: reads arguments, says what happened, leaves with a documented code.

mod database;
mod password;
mod project;
mod serve;
mod signals;
mod user;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::account::UserError;
use crate::project::ProjectError;
use crate::store::StoreError;

/// Codes after sysexits.h; 2 (usage) is clap's own.
const BAD_INPUT: u8 = 65;
const UNAVAILABLE: u8 = 69;
const FAILED: u8 = 70;
const NO_DATA_FILE: u8 = 74;
const CONFIGURATION: u8 = 78;

/// The reference server of the Homing Sync API.
#[derive(Debug, Parser)]
#[command(
    name = "homing-server",
    version,
    after_help = "Exit codes: 0 done; 2 the command line can't be read, or a value in it can't be used; 65 the \
                  name or the password can't be used; 69 the address can't be listened on; 70 the server \
                  failed; 74 the data file can't be made, read or written; 78 the database that is named \
                  can't be used by this version.\n\n\
                  HOMING_SERVER_LOG sets what is logged to standard error, as in \
                  HOMING_SERVER_LOG=homing_server=debug."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer clients until interrupted (SIGINT or SIGTERM).
    Serve(serve::Arguments),
    /// Manage accounts.
    #[command(subcommand)]
    User(user::Command),
    /// Manage projects.
    #[command(subcommand)]
    Project(project::Command),
}

/// A command did not do what it was told.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Database(#[from] database::DatabaseError),
    #[error(transparent)]
    Serve(#[from] serve::ServeCommandError),
    #[error(transparent)]
    User(#[from] user::UserCommandError),
    #[error(transparent)]
    Project(#[from] project::ProjectCommandError),
    #[error("The server could not be started.")]
    Runtime(#[source] io::Error),
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let quiet = "info,sea_orm_migration=warn,sqlx=warn,tower_http=warn";
    let filter = EnvFilter::try_from_env("HOMING_SERVER_LOG").unwrap_or_else(|_| EnvFilter::new(quiet));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    match run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where standard error is gone, the code still tells.
            let _ = writeln!(io::stderr(), "{}", sentence(&error));
            ExitCode::from(code(&error))
        }
    }
}

fn run(command: Command) -> Result<(), CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(CommandError::Runtime)?.block_on(async {
        match command {
            Command::Serve(arguments) => Ok(serve::run(arguments).await?),
            Command::User(command) => Ok(user::run(command).await?),
            Command::Project(command) => Ok(project::run(command).await?),
        }
    })
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

fn code(error: &CommandError) -> u8 {
    use password::PasswordInputError;
    use project::ProjectCommandError as Project;
    use serve::ServeCommandError as Serve;
    use user::UserCommandError as User;
    match error {
        CommandError::Database(error)
        | CommandError::Serve(Serve::Database(error))
        | CommandError::User(User::Database(error))
        | CommandError::Project(Project::Database(error)) => database_code(error),
        CommandError::Serve(Serve::Listen { .. }) => UNAVAILABLE,
        CommandError::User(User::Password(PasswordInputError::Interrupted(signal))) => signal.code(),
        CommandError::User(User::Password(_)) => BAD_INPUT,
        CommandError::User(User::User(
            UserError::Name | UserError::PasswordLength | UserError::Taken | UserError::Unknown,
        )) => BAD_INPUT,
        CommandError::User(User::User(UserError::Store(error)) | User::Store(error)) => store_code(error),
        CommandError::Project(Project::Project(
            ProjectError::Name | ProjectError::Taken | ProjectError::Unknown,
        )) => BAD_INPUT,
        CommandError::Project(Project::Project(ProjectError::Store(error)) | Project::Store(error)) => {
            store_code(error)
        }
        CommandError::Serve(_)
        | CommandError::User(_)
        | CommandError::Project(_)
        | CommandError::Runtime(_) => FAILED,
    }
}

fn database_code(error: &database::DatabaseError) -> u8 {
    match error {
        database::DatabaseError::Url | database::DatabaseError::Home(_) => CONFIGURATION,
        database::DatabaseError::Open(error) => store_code(error),
    }
}

fn store_code(error: &StoreError) -> u8 {
    match error {
        StoreError::Newer => CONFIGURATION,
        _ => NO_DATA_FILE,
    }
}
