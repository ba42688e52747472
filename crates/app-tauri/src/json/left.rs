//! An account that was left: by a sign-out, or by a switch to another one.

use homing_auth::Farewell;
use serde::Serialize;

use super::{AccountJson, FormerJson};
use crate::known_accounts::{Holdings, KnownAccount};
use crate::session::{SignedOut, Switched};

/// A sign-out. The account is null where nobody was signed in, and still signed in where nothing was done.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SignedOutJson<'a> {
    account: Option<AccountJson<'a>>,
    server_told: bool,
    farewell: FarewellCode,
    unsent: u64,
    pictures: u64,
}

/// What became of the session on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum FarewellCode {
    Told,
    NothingToEnd,
    Unheard,
    TokensUnread,
    Other,
}

/// A switch: the account that is active now, and whom it took over from.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SwitchedJson<'a> {
    switched: bool,
    account: AccountJson<'a>,
    former: Option<FormerJson<'a>>,
}

impl<'a> SignedOutJson<'a> {
    /// A sign-out that is done, or the account that `stayed` signed in.
    #[must_use]
    pub fn new(signed_out: Option<&'a SignedOut>, stayed: Option<&'a KnownAccount>) -> Self {
        let out = signed_out.map(|out| AccountJson::new(&out.account, false));
        let stayed = stayed.filter(|known| known.signed_in);
        let holdings = signed_out.map(|out| &out.left).or(stayed.map(|known| &known.holdings));
        Self {
            account: out.or(stayed.map(|known| AccountJson::new(&known.account, true))),
            server_told: signed_out.is_some_and(|out| out.farewell == Farewell::Told),
            farewell: signed_out.map_or(FarewellCode::NothingToEnd, |out| match out.farewell {
                Farewell::Told => FarewellCode::Told,
                Farewell::NothingToEnd => FarewellCode::NothingToEnd,
                Farewell::Unheard => FarewellCode::Unheard,
                Farewell::TokensUnread => FarewellCode::TokensUnread,
                _ => FarewellCode::Other,
            }),
            unsent: holdings.map_or(0, Holdings::unsent),
            pictures: holdings.map_or(0, |left| left.pictures),
        }
    }
}

impl<'a> SwitchedJson<'a> {
    /// A switch that is done.
    #[must_use]
    pub fn new(switched: &'a Switched) -> Self {
        let Switched { account, signed_in, former } = switched;
        Self {
            switched: former.is_some(),
            account: AccountJson::new(account, *signed_in),
            former: former.as_ref().map(|(known, left)| FormerJson::new(known, left)),
        }
    }

    /// One that was not done: `active` still is.
    #[must_use]
    pub fn stayed(active: &'a KnownAccount) -> Self {
        let account = AccountJson::new(&active.account, active.signed_in);
        Self { switched: false, account, former: None }
    }
}
