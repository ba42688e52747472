//! `homing-server user add|passwd|disable|enable|list`.

use std::io::{self, Write as _};

use clap::Subcommand;
use serde_json::json;

use super::configuration::Database;
use super::password::{PasswordInputError, new_password};
use super::using;
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
    },
    /// Give an account another password and sign it out everywhere. The password is read as by `add`.
    Passwd {
        /// The name to sign in with.
        name: String,
    },
    /// Let nobody sign in with an account, and sign it out everywhere at once. What it holds stays.
    Disable {
        /// The name to sign in with.
        name: String,
    },
    /// Let a disabled account sign in again, with the password that it had.
    Enable {
        /// The name to sign in with.
        name: String,
    },
    /// Show every account.
    List {
        /// As JSON: {"users": [{"id", "name", "created_at", "disabled_at"}]}.
        #[arg(long)]
        json: bool,
    },
}

/// The accounts were not changed or not shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum UserCommandError {
    #[error(transparent)]
    Password(#[from] PasswordInputError),
    #[error(transparent)]
    User(#[from] UserError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("It is done, but standard output could not be written.")]
    Output(#[source] io::Error),
}

pub(super) async fn run(command: Command, data: &Database) -> Result<(), UserCommandError> {
    let said = match command {
        Command::Add { name } => {
            let password = new_password().await?;
            let make = async |store: &Store| add_user(store, &System, &System, &name, &password).await;
            let user = using(data.open_or_make().await?, make).await?;
            format!("The account was made: {} ({})\n", user.name, user.id)
        }
        Command::Passwd { name } => {
            let password = new_password().await?;
            let change = async |store: &Store| set_password(store, &System, &name, &password).await;
            let user = using(data.open().await?, change).await?;
            format!("The account has the new password and is signed out everywhere: {}\n", user.name)
        }
        Command::Disable { name } => {
            let disable = async |store: &Store| disable_user(store, &System, &name).await;
            let user = using(data.open().await?, disable).await?;
            format!("The account is disabled and signed out everywhere: {}\n", user.name)
        }
        Command::Enable { name } => {
            let enable = async |store: &Store| enable_user(store, &name).await;
            let user = using(data.open().await?, enable).await?;
            format!("The account can sign in again: {}\n", user.name)
        }
        Command::List { json } => {
            let all = using(data.open().await?, users).await?;
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
