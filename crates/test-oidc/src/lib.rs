//! An OpenID provider that nobody here wrote, on a free port of this machine (npm's `oidc-provider`, set up by
//! `tests/oidc-provider/server.mjs`), and a person with a browser without a screen. For tests alone; nothing here knows
//! Homing.

mod browser;
mod installed;
mod provider;

pub use browser::{Browser, BrowserError};
pub use installed::NotInstalledError;
pub use provider::{Provider, ProviderError, Settings};
