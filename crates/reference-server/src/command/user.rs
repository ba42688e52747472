//! `homing-server user add|passwd|disable|enable|link|list`.

use std::io::{self, Write as _};

use clap::Subcommand;
use serde_json::json;

use super::configuration::Database;
use super::password::{PasswordInputError, new_password};
use super::using;
use crate::account::{
    Account, Leaving, Linked, UserError, add_user, disable_user, enable_user, link_identity, set_password,
    users,
};
use crate::ports::System;
use crate::store::{Identity, Store, StoreError};
use crate::{Issuer, IssuerError};

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
    /// Let nobody sign in with an account, and sign it out everywhere at once. What it holds stays. (Who signed in
    /// at a provider is signed in there: after `enable` those sign-ins are taken again.)
    Disable {
        /// The name to sign in with.
        name: String,
    },
    /// Let a disabled account sign in again, with the password that it had.
    Enable {
        /// The name to sign in with.
        name: String,
    },
    /// Say who an account is at the OpenID provider, so that this person's sign-ins there are this account's. Best
    /// before the first of them.
    Link {
        /// The name of the account.
        name: String,
        /// What the provider calls the person in its tokens: their `sub`.
        #[arg(long, value_name = "SUB")]
        subject: String,
        /// The provider, where it is not the one of the setting oidc_issuer.
        #[arg(long, value_name = "URL", value_parser = issuer)]
        issuer: Option<String>,
        /// Also where the person's account until now holds work. It stays with that account; the person must sign
        /// in again on each of their machines before anything more is recorded there.
        #[arg(long = "move")]
        leaves_work: bool,
    },
    /// Show every account.
    List {
        /// As JSON: {"users": [{"id", "name", "created_at", "disabled_at", "identities": [{"issuer", "subject"}]}]}.
        #[arg(long)]
        json: bool,
    },
}

fn issuer(text: &str) -> Result<String, IssuerError> {
    text.parse().map(|issuer: Issuer| issuer.to_string())
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
    #[error("No OpenID provider is named. Nothing was changed; set oidc_issuer, or say --issuer URL.")]
    NoIssuer,
    #[error("It is done, but standard output could not be written.")]
    Output(#[source] io::Error),
}

pub(super) async fn run(
    command: Command,
    data: &Database,
    usual_issuer: Option<String>,
) -> Result<(), UserCommandError> {
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
        Command::Link { name, subject, issuer, leaves_work } => {
            let issuer = issuer.or(usual_issuer).ok_or(UserCommandError::NoIssuer)?;
            let identity = Identity { issuer, subject };
            let leaving = if leaves_work { Leaving::AnyWork } else { Leaving::NoWork };
            let link = async |store: &Store| link_identity(store, &System, &name, &identity, leaving).await;
            let Linked { account, before } = using(data.open().await?, link).await?;
            let before = before.map_or_else(String::new, |before| {
                format!(
                    "; it was {}'s before, which keeps what it holds. Whoever is signed in must sign in again on \
                     each of their machines before anything more is recorded there.",
                    before.name
                )
            });
            format!("The account has this identity at the provider: {}{before}\n", account.name)
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
            "identities": user.identities.iter().map(|identity| {
                json!({"issuer": identity.issuer, "subject": identity.subject})
            }).collect::<Vec<_>>(),
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
        let mut line = format!("{}  {}{disabled}\n", user.id, user.name);
        for Identity { issuer, subject } in &user.identities {
            line.push_str(&format!("    {subject} at {issuer}\n"));
        }
        line
    };
    all.iter().map(line).collect()
}
