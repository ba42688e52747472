//! `homing-server user add`.

use std::io::{self, Write as _};

use clap::Subcommand;

use super::database::{Database, DatabaseError};
use super::password::{PasswordInputError, new_password};
use crate::account::{AddUserError, add_user};
use crate::ports::System;

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account. The password is asked for at a terminal, else it is the first line of standard
    /// input.
    Add {
        /// The name to sign in with.
        name: String,
        #[command(flatten)]
        database: Database,
    },
}

/// The account was not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum UserCommandError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Password(#[from] PasswordInputError),
    #[error(transparent)]
    Add(#[from] AddUserError),
    #[error("The account was made, but standard output could not be written.")]
    Output(#[source] io::Error),
}

pub(super) async fn run(command: Command) -> Result<(), UserCommandError> {
    let Command::Add { name, database } = command;
    let password = new_password()?;
    let store = database.open().await?;
    let made = add_user(&store, &System, &System, &name, &password).await;
    store.close().await;
    let user = made?;
    writeln!(io::stdout(), "The account was made: {} ({})", user.name, user.id)
        .map_err(UserCommandError::Output)
}
