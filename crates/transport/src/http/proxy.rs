//! Which requests go through a proxy, and through which. A proxy's user and password are in no `Debug`,
//! no `Display` and no error.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{ClientBuilder, Proxy};
use serde::Deserialize;
use url::{Host, Url};

/// Where proxies come from. A server on this machine is never asked through one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
#[non_exhaustive]
pub enum ProxyChoice {
    /// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower case, as curl reads them;
    /// without them what macOS or Windows has in its settings.
    #[default]
    System,
    /// None, whatever the environment says.
    Off,
    /// This one for every address, whatever the environment says.
    Fixed(ProxyUrl),
}

/// A proxy's address: `http`, `https`, `socks5` or `socks5h`, with a host.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(Url);

/// A text that names no proxy. The text stays out of it: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyUrlError {
    /// Not a URL.
    #[error("the proxy is not an address such as http://proxy.example.org:3128, nor \"none\"")]
    Unreadable(#[source] url::ParseError),
    /// Nothing that this program can speak to, or no host.
    #[error("the proxy's address must begin with http://, https://, socks5:// or socks5h:// and name a host")]
    Scheme,
}

/// The proxy answered with 407.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proxy wants a sign-in")]
pub struct ProxySignInError;

impl FromStr for ProxyChoice {
    type Err = ProxyUrlError;

    /// `none`, `system`, or a proxy's address.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "none" => Ok(Self::Off),
            "system" => Ok(Self::System),
            address => address.parse().map(Self::Fixed),
        }
    }
}

impl TryFrom<String> for ProxyChoice {
    type Error = ProxyUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for ProxyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::Off => f.write_str("none"),
            Self::Fixed(url) => url.fmt(f),
        }
    }
}

impl FromStr for ProxyUrl {
    type Err = ProxyUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(ProxyUrlError::Unreadable)?;
        let known = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
        if !known || url.host_str().is_none_or(str::is_empty) {
            return Err(ProxyUrlError::Scheme);
        }
        Ok(Self(url))
    }
}

impl fmt::Display for ProxyUrl {
    /// Scheme, host and port.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.0.scheme(), self.0.host_str().unwrap_or_default())?;
        match self.0.port() {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The choice, ready to be asked about an address.
#[derive(Clone, Debug)]
pub(super) struct Proxies {
    choice: ProxyChoice,
    matcher: Option<Arc<Matcher>>,
}

impl Proxies {
    /// Reads the environment where the choice says so.
    pub(super) fn new(choice: &ProxyChoice) -> Self {
        let matcher = match choice {
            ProxyChoice::System => Some(Matcher::from_system()),
            ProxyChoice::Off => None,
            ProxyChoice::Fixed(ProxyUrl(url)) => Some(Matcher::builder().all(url.as_str()).build()),
        };
        Self { choice: choice.clone(), matcher: matcher.map(Arc::new) }
    }

    /// The proxy that a request to `url` goes through, as scheme, host and port.
    pub(super) fn on_the_way_to(&self, url: &Url) -> Option<String> {
        if is_this_machine(url) {
            return None;
        }
        let proxy = self.matcher.as_ref()?.intercept(&url.as_str().parse::<Uri>().ok()?)?;
        let uri = proxy.uri();
        Some(format!("{}://{}", uri.scheme_str().unwrap_or("http"), uri.authority()?))
    }

    /// A client that goes through them.
    pub(super) fn set(&self, client: ClientBuilder) -> Result<ClientBuilder, reqwest::Error> {
        Ok(match &self.choice {
            ProxyChoice::System => client,
            ProxyChoice::Off => client.no_proxy(),
            ProxyChoice::Fixed(ProxyUrl(url)) => client.proxy(Proxy::all(url.clone())?),
        })
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            // RFC 6761 keeps the name and all below it for this machine.
            let name = name.trim_end_matches('.');
            name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn way(choice: &str, to: &str) -> Option<String> {
        Proxies::new(&choice.parse().unwrap()).on_the_way_to(&to.parse().unwrap())
    }

    #[test]
    fn a_proxy_that_is_set_is_on_the_way_to_everything_but_this_machine() {
        let proxy = "http://proxy.example.org:3128";
        assert_eq!(way(proxy, "https://homing.example.org/v1").as_deref(), Some(proxy));
        assert_eq!(way(proxy, "http://192.0.2.1:8080").as_deref(), Some(proxy));
        for here in [
            "http://localhost:8080",
            "http://LOCALHOST.",
            "http://a.localhost",
            "http://127.0.0.1",
            "http://127.9.9.9",
            "http://[::1]:80",
            "http://[::ffff:127.0.0.1]",
        ] {
            assert_eq!(way(proxy, here), None, "{here}");
        }
    }

    #[test]
    fn none_is_no_proxy() {
        assert_eq!(way("none", "https://homing.example.org"), None);
    }

    #[test]
    fn a_proxys_user_and_password_are_shown_nowhere() {
        let choice: ProxyChoice = "http://anna:s3cret@proxy.example.org:3128/p?q=s3cret".parse().unwrap();
        let shown = format!("{choice} {choice:?} {:?}", Proxies::new(&choice));
        assert!(shown.contains("proxy.example.org:3128"), "{shown}");
        assert!(!shown.contains("s3cret") && !shown.contains("anna"), "{shown}");
        let way = way("http://anna:s3cret@proxy.example.org:3128", "https://homing.example.org");
        assert_eq!(way.as_deref(), Some("http://proxy.example.org:3128"));
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_being_repeated() {
        for text in
            ["ftp://anna:s3cret@example.org", "anna:s3cret@example.org", "http://", "proxy", "", "NONE"]
        {
            let refused = text.parse::<ProxyChoice>().unwrap_err();
            assert!(!format!("{refused} {refused:?}").contains("s3cret"), "{text}");
        }
    }
}
