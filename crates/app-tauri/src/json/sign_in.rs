//! Signing in: what a person can choose from, and what came of it.

use homing_domain::account::ServerUrl;
use homing_domain::ports::SignInMethods;
use serde::Serialize;

use super::{AccountJson, FormerJson};
use crate::session::SignedIn;
use crate::sign_in_places::KeychainState;

/// What this machine has for a sign-in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SignInPlaceJson {
    /// Whether the keychain can be used.
    pub keychain: KeychainState,
    /// The server of `homing.toml`, else that of the last account.
    pub server: Option<String>,
    /// Nothing of the active account can be sent before somebody gives the passphrase of its file.
    pub locked_file: bool,
}

/// How a server lets people sign in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SignInChoicesJson {
    server: String,
    password: bool,
    browser: bool,
    provider: Option<String>,
    in_the_clear: bool,
}

/// A sign-in that is done.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SignedInJson<'a> {
    account: AccountJson<'a>,
    adopted: u64,
    former: Option<FormerJson<'a>>,
}

impl SignInChoicesJson {
    /// Of a server that was asked.
    #[must_use]
    pub fn new(server: &ServerUrl, methods: SignInMethods) -> Self {
        let provider = methods.oidc.map(|provider| provider.issuer);
        Self {
            server: server.to_string(),
            password: methods.password,
            browser: provider.is_some(),
            provider,
            in_the_clear: server.is_in_the_clear(),
        }
    }
}

impl<'a> From<&'a SignedIn> for SignedInJson<'a> {
    fn from(signed_in: &'a SignedIn) -> Self {
        let SignedIn { account, adopted, former, .. } = signed_in;
        let former = former.as_ref().map(|(known, left)| FormerJson::new(known, left));
        Self { account: AccountJson::new(account, true), adopted: adopted.tasks, former }
    }
}
