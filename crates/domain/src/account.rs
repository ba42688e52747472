//! Whom tasks and records belong to. Not how someone signs in: see [`crate::ports::Auth`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::names::AccountId;

/// A server's base address: `http` or `https`, without user, query or fragment, ending in `/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct ServerUrl(#[cfg_attr(feature = "bindings", specta(type = String))] Url);

/// An address that can't be a server's base address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServerUrlError {
    /// Not a URL.
    #[error("it is not a web address such as https://homing.example.org")]
    Unreadable(#[source] url::ParseError),
    /// Neither http nor https, or no host.
    #[error("it must begin with https:// (or http://) and name a host")]
    NotHttp,
    /// A user or password in the address would end up in logs.
    #[error("it must not hold a user name or a password")]
    HoldsCredentials,
    /// A base address has neither.
    #[error("it must not hold a query or a fragment")]
    HoldsQuery,
}

impl ServerUrl {
    /// The address with `path` (no leading slash) appended.
    #[must_use]
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}{path}", self.0.path()));
        url
    }

    /// Whether what is sent there can be read on the way: `http` to anything but this machine.
    #[must_use]
    pub fn is_in_the_clear(&self) -> bool {
        is_in_the_clear(&self.0)
    }

    /// The address itself.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The address as a text, ending in `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Whether what is sent to an address can be read on the way: `http` to anything but this machine.
#[must_use]
pub fn is_in_the_clear(url: &Url) -> bool {
    url.scheme() == "http" && !is_of_this_machine(url)
}

/// Whether an address leads to this machine itself, by its name (RFC 6761, 6.3) or its number.
#[must_use]
pub fn is_of_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl FromStr for ServerUrl {
    type Err = ServerUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut url = Url::parse(text.trim()).map_err(ServerUrlError::Unreadable)?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(ServerUrlError::NotHttp);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ServerUrlError::HoldsCredentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(ServerUrlError::HoldsQuery);
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self(url))
    }
}

impl TryFrom<String> for ServerUrl {
    type Error = ServerUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ServerUrl> for String {
    fn from(url: ServerUrl) -> Self {
        url.0.into()
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Where an account's tokens are kept. Chosen by the person at sign-in, never changed in silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CredentialPlace {
    /// The keychain of the operating system.
    Keychain,
    /// The file in the data folder that a passphrase opens.
    EncryptedFile,
    /// The memory of the program that signed in, until it ends: nothing is written. Every other program knows the
    /// account, and has no tokens of it.
    UntilQuit,
}

/// A user on a server, as this machine knows them. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// This machine's id for the pair of server and user.
    pub id: AccountId,
    /// The server's base address.
    pub server: ServerUrl,
    /// The server's id for the user, opaque.
    pub user: String,
    /// The name the person signed in with, for display.
    pub name: String,
    /// Where the tokens are.
    pub credentials: CredentialPlace,
}

/// An account that this machine knows, and whether it is signed in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The account.
    pub account: Account,
    /// False after a sign-out. One account's says nothing of another's.
    pub signed_in: bool,
}

/// Whose work is being recorded now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Active {
    /// Nobody has signed in on this machine yet: work belongs to [`AccountId::LOCAL`].
    Local,
    /// The account that signed in last, or was switched to since. It keeps recording after a sign-out.
    Account {
        /// The account.
        account: Account,
        /// False after a sign-out: its work is kept and not sent.
        signed_in: bool,
    },
}

impl Active {
    /// The id under which work is recorded.
    #[must_use]
    pub fn id(&self) -> AccountId {
        match self {
            Self::Local => AccountId::LOCAL,
            Self::Account { account, .. } => account.id,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_base_address_keeps_its_path_and_takes_routes_below_it() {
        let url: ServerUrl = "https://example.org/api/v1".parse().unwrap();
        assert_eq!(url.join("time-entries/sync").as_str(), "https://example.org/api/v1/time-entries/sync");
        assert_eq!(url.to_string(), "https://example.org/api/v1");
    }

    #[test]
    fn only_http_to_another_machine_is_in_the_clear() {
        let clear = |text: &str| text.parse::<ServerUrl>().unwrap().is_in_the_clear();
        assert!(clear("http://example.org") && clear("http://192.0.2.1:8080"));
        assert!(!clear("https://example.org"));
        assert!(!clear("http://localhost:1") && !clear("http://127.0.0.1") && !clear("http://[::1]:80"));
    }

    #[test]
    fn an_address_that_is_no_base_address_is_refused_with_its_reason() {
        let refused = |text: &str| text.parse::<ServerUrl>().unwrap_err();
        assert!(matches!(refused("example"), ServerUrlError::Unreadable(_)));
        assert_eq!(refused("ftp://example.org"), ServerUrlError::NotHttp);
        assert_eq!(refused("https://anna:pw@example.org"), ServerUrlError::HoldsCredentials);
        assert_eq!(refused("https://example.org/?a=1"), ServerUrlError::HoldsQuery);
    }
}
