//! Whose work it is, who is known here, and what they hold.

use homing_domain::Timestamp;
use homing_domain::account::{Account, CredentialPlace, Known};
use homing_domain::time::{Entry, EntryState};
use homing_export::EntryJson;
use serde::Serialize;

use crate::known_accounts::{Holdings, KnownAccount, KnownAccounts, Others};

/// An account, without its id and its tokens.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AccountJson<'a> {
    server: String,
    name: &'a str,
    user: &'a str,
    signed_in: bool,
    credentials: CredentialPlace,
}

/// What waits on this machine for others than the active account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct OthersJson {
    accounts: u64,
    unsent: u64,
    timers: u64,
}

/// Everyone whose work is on this machine.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AccountsJson<'a> {
    local: Option<HoldingsJson<'a>>,
    accounts: Vec<KnownJson<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct KnownJson<'a> {
    #[serde(flatten)]
    account: AccountJson<'a>,
    active: bool,
    #[serde(flatten)]
    holdings: HoldingsJson<'a>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
struct HoldingsJson<'a> {
    waiting: u64,
    attention: u64,
    pictures: u64,
    timer: Option<HeldTimerJson<'a>>,
}

/// A timer, whole in its own account's view alone: no one's words are shown in another's.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(untagged)]
enum HeldTimerJson<'a> {
    Own(EntryJson<'a>),
    Others { since: Timestamp, state: EntryState },
}

/// Who was active before, and what they leave here, for them alone.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FormerJson<'a> {
    account: AccountJson<'a>,
    unsent: u64,
    timer: bool,
}

impl<'a> From<&'a KnownAccounts> for AccountsJson<'a> {
    fn from(known: &'a KnownAccounts) -> Self {
        let accounts = known.accounts.iter().map(KnownJson::from).collect();
        Self { local: known.local.as_ref().map(|local| HoldingsJson::new(local, true)), accounts }
    }
}

impl<'a> From<&'a KnownAccount> for KnownJson<'a> {
    fn from(known: &'a KnownAccount) -> Self {
        let account = AccountJson::new(&known.account, known.signed_in);
        Self { account, active: known.active, holdings: HoldingsJson::new(&known.holdings, known.active) }
    }
}

impl<'a> HoldingsJson<'a> {
    fn new(holdings: &'a Holdings, active: bool) -> Self {
        let timer = holdings.timer.as_ref().map(|entry| HeldTimerJson::new(entry, active));
        let (waiting, attention) = (holdings.waiting(), holdings.counts.attention);
        Self { waiting, attention, pictures: holdings.pictures, timer }
    }
}

impl<'a> HeldTimerJson<'a> {
    fn new(entry: &'a Entry, active: bool) -> Self {
        if active {
            Self::Own(entry.into())
        } else {
            Self::Others { since: entry.started_at(), state: entry.state }
        }
    }
}

impl<'a> FormerJson<'a> {
    /// The account, and what it leaves.
    #[must_use]
    pub fn new(known: &'a Known, left: &Holdings) -> Self {
        let account = AccountJson::new(&known.account, known.signed_in);
        Self { account, unsent: left.unsent(), timer: left.timer.is_some() }
    }
}

impl<'a> AccountJson<'a> {
    /// The account, and whether it is signed in.
    #[must_use]
    pub fn new(account: &'a Account, signed_in: bool) -> Self {
        let Account { server, name, user, credentials, .. } = account;
        Self { server: server.to_string(), name, user, signed_in, credentials: *credentials }
    }
}

impl From<Others> for OthersJson {
    fn from(Others { accounts, unsent, timers }: Others) -> Self {
        Self { accounts, unsent, timers }
    }
}
