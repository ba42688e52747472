//! Whose work it is.

use homing_domain::account::{Account, CredentialPlace};
use serde::Serialize;

use crate::known_accounts::Others;

/// An account, without its id and its tokens.
#[derive(Debug, Serialize)]
pub struct AccountJson<'a> {
    server: String,
    name: &'a str,
    user: &'a str,
    signed_in: bool,
    credentials: CredentialPlace,
}

/// What waits on this machine for others than the active account.
#[derive(Debug, Serialize)]
pub struct OthersJson {
    accounts: u64,
    unsent: u64,
    timers: u64,
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
