//! `homing-server user add|passwd|disable|enable|list`.

use std::io::{self, Write as _};

use clap::Subcommand;
use serde_json::json;

use super::database::{Database, DatabaseError};
use super::password::{PasswordInputError, new_password};
use crate::account::{Account, UserError, add_user, disable_user, enable_user, set_password, users};
use crate::ports::System;
use crate::store::{Store, StoreError};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account. The password, of 8 to 1,000 characters, is asked for at a terminal, else it is the
    /// first line of standard input.
    Add {
        /// The name to sign in with.
        name: String,
        #[command(flatten)]
        database: Database,
    },
    /// Give an account another password and sign it out everywhere. The password is read as by `add`.
    Passwd {
        /// The name to sign in with.
        name: String,
        #[command(flatten)]
        database: Database,
    },
    /// Let nobody sign in with an account, and sign it out everywhere at once. What it holds stays.
    Disable {
        /// The name to sign in with.
        name: String,
        #[command(flatten)]
        database: Database,
    },
    /// Let a disabled account sign in again, with the password that it had.
    Enable {
        /// The name to sign in with.
        name: String,
        #[command(flatten)]
        database: Database,
    },
    /// Show every account.
    List {
        /// As JSON: {"users": [{"id", "name", "created_at", "disabled_at"}]}.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        database: Database,
    },
}

/// The accounts were not changed or not shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum UserCommandError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Password(#[from] PasswordInputError),
    #[error(transparent)]
    User(#[from] UserError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("It is done, but standard output could not be written.")]
    Output(#[source] io::Error),
}

pub(super) async fn run(command: Command) -> Result<(), UserCommandError> {
    let said = match command {
        Command::Add { name, database } => {
            let password = new_password().await?;
            let make = async |store: &Store| Ok(add_user(store, &System, &System, &name, &password).await?);
            let user = database.using::<_, UserCommandError>(make).await?;
            format!("The account was made: {} ({})\n", user.name, user.id)
        }
        Command::Passwd { name, database } => {
            let password = new_password().await?;
            let change = async |store: &Store| Ok(set_password(store, &System, &name, &password).await?);
            let user = database.using::<_, UserCommandError>(change).await?;
            format!("The account has the new password and is signed out everywhere: {}\n", user.name)
        }
        Command::Disable { name, database } => {
            let disable = async |store: &Store| Ok(disable_user(store, &System, &name).await?);
            let user = database.using::<_, UserCommandError>(disable).await?;
            format!("The account is disabled and signed out everywhere: {}\n", user.name)
        }
        Command::Enable { name, database } => {
            let enable = async |store: &Store| Ok(enable_user(store, &name).await?);
            let user = database.using::<_, UserCommandError>(enable).await?;
            format!("The account can sign in again: {}\n", user.name)
        }
        Command::List { json, database } => {
            let list = async |store: &Store| Ok(users(store).await?);
            let all = database.using::<_, UserCommandError>(list).await?;
            if json { in_json(&all) } else { in_lines(&all) }
        }
    };
    io::stdout().write_all(said.as_bytes()).map_err(UserCommandError::Output)
}

fn in_json(all: &[Account]) -> String {
    let rows = all.iter().map(|user| {
        json!({
            "id": user.id,
            "name": user.name,
            "created_at": user.created_at.to_string(),
            "disabled_at": user.disabled_at.map(|at| at.to_string()),
        })
    });
    format!("{:#}\n", json!({"users": rows.collect::<Vec<_>>()}))
}

fn in_lines(all: &[Account]) -> String {
    if all.is_empty() {
        return "There are no accounts. Make one with `homing-server user add NAME`.\n".to_owned();
    }
    let line = |user: &Account| {
        let disabled = if user.disabled_at.is_some() { "  (disabled)" } else { "" };
        format!("{}  {}{disabled}\n", user.id, user.name)
    };
    all.iter().map(line).collect()
}
