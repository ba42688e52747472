//! The commands of a window that has several accounts. What is unsent is kept, or nothing is done: a page may run
//! `sync_queue_now` first. It writes no files.

use homing_domain::account::ServerUrl;
use homing_domain::names::AccountId;
use serde::Deserialize;
use tauri::State;

use super::answer::{Answer, answer};
use super::commands::refused;
use super::given::Given;
use super::{CommandError, Shared};
use crate::json::{AccountsJson, SignedOutJson, SwitchedJson};
use crate::known_accounts::KnownAccounts;
use crate::session::UnsentWork;

/// The argument `account`: as `accounts` lists it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    server: ServerUrl,
    user: String,
}

/// The argument `unsent`: `"keep"`, or nothing.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kept {
    Keep,
}

/// Everyone whose work is on this machine.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn accounts(shared: State<'_, Shared>) -> Answer<AccountsJson<'static>> {
    let session = &shared.session;
    let known = KnownAccounts::read(session.queue.as_ref(), session.accounts.as_ref()).await;
    answer(&AccountsJson::from(&known.map_err(refused)?))
}

/// Makes a known account the active one.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn switch_account(
    shared: State<'_, Shared>,
    account: Given<Whose>,
    unsent: Given<Option<Kept>>,
) -> Answer<SwitchedJson<'static>> {
    let (whose, unsent) = (account.read()?, unsent_of(unsent)?);
    let to = known(&shared, &whose).await?;
    answer(&SwitchedJson::new(&shared.session.switch(to, unsent).await.map_err(refused)?))
}

/// Signs an account out, the active one where none is named.
#[tauri::command]
#[cfg_attr(feature = "bindings", specta::specta)]
pub(super) async fn sign_out(
    shared: State<'_, Shared>,
    account: Given<Option<Whose>>,
    unsent: Given<Option<Kept>>,
) -> Answer<SignedOutJson<'static>> {
    let (whose, unsent) = (account.read()?, unsent_of(unsent)?);
    let account = match whose {
        Some(whose) => known(&shared, &whose).await?,
        None => shared.session.accounts.active().await.map_err(refused)?.id(),
    };
    if account.is_local() {
        return answer(&SignedOutJson::new(None, None));
    }
    let signed_out = shared.session.sign_out_of(account, unsent).await.map_err(refused)?;
    answer(&SignedOutJson::new(signed_out.as_ref(), None))
}

pub(super) fn unsent_of(unsent: Given<Option<Kept>>) -> Result<UnsentWork, CommandError> {
    Ok(unsent.read()?.map_or(UnsentWork::Ask, |Kept::Keep| UnsentWork::Keep))
}

async fn known(shared: &Shared, Whose { server, user }: &Whose) -> Result<AccountId, CommandError> {
    let found = shared.session.accounts.find(server, user).await.map_err(refused)?;
    found.map(|account| account.id).ok_or(CommandError::NoSuchAccount)
}
