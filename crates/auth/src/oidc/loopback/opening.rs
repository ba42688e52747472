//! Who may sign in: the first browser that opens this sign-in's own address, known from then on by a cookie. Neither
//! the connections nor what the browser brings back.
//!
//! The address is an argument of the browser's, which every user of the machine can read. Were it the provider's, with
//! the state in it, any of them could sign in there as themselves and bring *their* code back. So it holds nothing but
//! a word that opens the sign-in once. Two browsers that open it are a person and somebody else, and nobody can tell
//! here who came first: going on would be right where it was the person, and sign the person in as a stranger where it
//! was not. So the sign-in ends, at the price that others on the machine can get in its way; the person learns of it.

use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret, SecretString};
use url::Url;
use zeroize::Zeroizing;

/// Where the path of the address begins.
pub(super) const PATH: &str = "/begin/";

/// What the cookie's name begins with. The port follows: a browser keeps one cookie for all ports of a host, and
/// two sign-ins may wait at once.
const COOKIE: &str = "homing_sign_in_";

/// As long as a person has. The browser counts it, in seconds; the listener is gone by then anyhow.
const MAX_AGE_SECONDS: u32 = 600;

/// The secrets of one sign-in that a browser is known by.
pub(crate) struct Opening {
    once: SecretString,
    cookie: SecretString,
    provider: Url,
    is_opened: AtomicBool,
}

/// What a visit of the address comes to.
pub(super) enum Opened {
    /// The browser goes on to the provider, with this answer.
    Here(Zeroizing<String>),
    /// Another browser was here before.
    Twice,
}

impl Opening {
    /// `once` opens the sign-in, `cookie` is what the browser keeps, `provider` is where it goes on to.
    pub(crate) fn new(once: SecretString, cookie: SecretString, provider: Url) -> Self {
        Self { once, cookie, provider, is_opened: AtomicBool::new(false) }
    }

    /// The address to open, on the same host and port as `redirect`.
    pub(crate) fn address(redirect: &Url, once: &SecretString) -> Url {
        let mut address = redirect.clone();
        address.set_path(&format!("{PATH}{}", once.expose_secret()));
        address
    }

    /// Whether this word is the one that opens the sign-in.
    pub(super) fn is_for(&self, once: &str) -> bool {
        is_same(once.as_bytes(), self.once.expose_secret().as_bytes())
    }

    /// Someone opens the address on `port`, with these `Cookie` headers. The browser that did so first may reload.
    pub(super) fn open(&self, port: u16, cookies: &[&[u8]]) -> Opened {
        let is_known = self.is_known(port, cookies);
        if self.is_opened.swap(true, Ordering::AcqRel) && !is_known {
            return Opened::Twice;
        }
        let cookie = self.cookie.expose_secret();
        Opened::Here(Zeroizing::new(format!(
            "HTTP/1.1 303 See Other\r\nLocation: {}\r\n\
             Set-Cookie: {COOKIE}{port}={cookie}; HttpOnly; SameSite=Lax; Path=/; Max-Age={MAX_AGE_SECONDS}\r\n\
             Content-Length: 0\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
             X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
            self.provider
        )))
    }

    /// Whether these `Cookie` headers are of the browser that opened the address. Every cookie is looked at to its
    /// end: programs on other ports may have set some of the same name.
    pub(super) fn is_known(&self, port: u16, cookies: &[&[u8]]) -> bool {
        let expected = Zeroizing::new(format!("{COOKIE}{port}={}", self.cookie.expose_secret()).into_bytes());
        let pairs = cookies.iter().flat_map(|header| header.split(|byte| *byte == b';'));
        pairs.fold(false, |found, pair| is_same(pair.trim_ascii(), &expected) | found)
    }
}

/// Takes as long for any two of the same length.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |differing, (one, other)| differing | (one ^ other));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn opening() -> Opening {
        Opening::new(
            "word".into(),
            "secret".into(),
            "https://id.example.org/authorize?state=s".parse().unwrap(),
        )
    }

    #[test]
    fn the_cookie_is_found_among_those_of_other_programs_and_nothing_like_it_is_taken() {
        for (cookies, is_known) in [
            (&["homing_sign_in_7=secret"][..], true),
            (&["_xsrf=2|a; homing_sign_in_7=stale;homing_sign_in_7=secret; theme=dark"], true),
            (&["theme=dark", "homing_sign_in_7=secret"], true),
            (&[], false),
            (&[""], false),
            (&["homing_sign_in_7="], false),
            (&["homing_sign_in_7=secre"], false),
            (&["homing_sign_in_7=secret2"], false),
            (&["homing_sign_in_8=secret"], false),
            (&["xhoming_sign_in_7=secret"], false),
        ] {
            let headers: Vec<&[u8]> = cookies.iter().map(|cookie| cookie.as_bytes()).collect();
            assert_eq!(opening().is_known(7, &headers), is_known, "{cookies:?}");
        }
    }

    #[test]
    fn the_address_opens_once_and_again_for_the_same_browser_alone() {
        let opening = opening();
        assert!(
            opening.is_for("word")
                && !opening.is_for("ward")
                && !opening.is_for("")
                && !opening.is_for("words")
        );
        let known: [&[u8]; 1] = [b"homing_sign_in_7=secret"];
        assert!(matches!(opening.open(7, &[]), Opened::Here(_)));
        assert!(matches!(opening.open(7, &known), Opened::Here(_)));
        assert!(matches!(opening.open(7, &[]), Opened::Twice));
    }
}
