//! How the program ends: the codes, after sysexits.h where it has one. 2 (usage) is clap's own, and the
//! table in `docs/server.md` is held against this one by a test.

use super::CommandError;
use super::backup::BackupCommandError;
use super::configuration::ConfigurationError;
use super::metrics::MetricsError;
use super::password::PasswordInputError;
use super::project::ProjectCommandError;
use super::serve::ServeCommandError;
use super::user::UserCommandError;
use crate::account::UserError;
use crate::project::ProjectError;
use crate::store::{BackupError, StoreError};

const USAGE: u8 = 2;
const BAD_INPUT: u8 = 65;
const UNAVAILABLE: u8 = 69;
const FAILED: u8 = 70;
const CANNOT_CREATE: u8 = 73;
const DATA_FILE: u8 = 74;
const TEMPORARY: u8 = 75;
const CONFIGURATION: u8 = 78;

/// Every code, and what it says.
pub(super) const CODES: &[(u8, &str)] = &[
    (0, "done"),
    (USAGE, "the command line can't be read, or a value in it can't be used"),
    (BAD_INPUT, "the name or the password can't be used, or nobody and nothing has that name"),
    (UNAVAILABLE, "the address can't be listened on"),
    (FAILED, "a fault of the server itself"),
    (CANNOT_CREATE, "the backup can't be written, or is there already"),
    (DATA_FILE, "the data is not there, or can't be made, read or written"),
    (
        TEMPORARY,
        "the database is away, busy, full or of another time, or the data file is in use by another server: the same may work later",
    ),
    (CONFIGURATION, "the configuration, the certificate or the database can't be used, or not for this"),
    (130, "interrupted at the prompt by Ctrl-C"),
    (143, "interrupted at the prompt by SIGTERM"),
];

/// The code for an error.
pub(super) fn code(error: &CommandError) -> u8 {
    match error {
        CommandError::Configuration(error) => configuration(error),
        CommandError::Serve(error) => serve(error),
        CommandError::User(error) => user(error),
        CommandError::Project(error) => project(error),
        CommandError::Backup(error) => backup(error),
        CommandError::Runtime(_) | CommandError::Output(_) => FAILED,
    }
}

fn configuration(error: &ConfigurationError) -> u8 {
    if error.is_usage() { USAGE } else { CONFIGURATION }
}

fn serve(error: &ServeCommandError) -> u8 {
    match error {
        ServeCommandError::Configuration(error) => configuration(error),
        ServeCommandError::Store(error) => store(error),
        ServeCommandError::Tls(_) => CONFIGURATION,
        ServeCommandError::Clock { .. } => TEMPORARY,
        ServeCommandError::Listen { .. } | ServeCommandError::Metrics(MetricsError::Listen { .. }) => {
            UNAVAILABLE
        }
        _ => FAILED,
    }
}

fn user(error: &UserCommandError) -> u8 {
    match error {
        UserCommandError::Password(PasswordInputError::Interrupted(signal)) => signal.code(),
        UserCommandError::Password(_) => BAD_INPUT,
        UserCommandError::User(
            UserError::Name
            | UserError::PasswordLength
            | UserError::Taken
            | UserError::Subject
            | UserError::HoldsWork(_)
            | UserError::Unknown,
        ) => BAD_INPUT,
        UserCommandError::NoIssuer => CONFIGURATION,
        UserCommandError::User(UserError::Store(error)) | UserCommandError::Store(error) => store(error),
        UserCommandError::User(_) | UserCommandError::Output(_) => FAILED,
    }
}

fn project(error: &ProjectCommandError) -> u8 {
    match error {
        ProjectCommandError::Project(ProjectError::Store(error)) | ProjectCommandError::Store(error) => {
            store(error)
        }
        ProjectCommandError::Project(ProjectError::Entropy(_)) | ProjectCommandError::Output(_) => FAILED,
        ProjectCommandError::Project(_) => BAD_INPUT,
    }
}

fn backup(error: &BackupCommandError) -> u8 {
    match error {
        BackupCommandError::Backup(BackupError::Store(error)) => store(error),
        BackupCommandError::Output { .. } => FAILED,
        BackupCommandError::Postgres => CONFIGURATION,
        _ => CANNOT_CREATE,
    }
}

fn store(error: &StoreError) -> u8 {
    match error {
        StoreError::Newer
        | StoreError::NoDatabase(_)
        | StoreError::Foreign
        | StoreError::NotLetIn(_)
        | StoreError::DatabaseTls(_)
        | StoreError::NoPlace(_)
        | StoreError::Setting { .. } => CONFIGURATION,
        error if error.may_pass() => TEMPORARY,
        _ => DATA_FILE,
    }
}
