//! The head of a request, read as far as it matters: does a browser begin a sign-in, or come back from one?

use super::opening;
use super::page::Page;

/// The path of the redirect address.
pub(super) const CALLBACK: &str = "/callback";

/// More than any browser sends.
const MOST_HEADERS: usize = 64;

/// Browsers that fetch a page which nobody asked for yet say so in one of these (`Sec-Purpose` of the Fetch standard,
/// and what came before it).
const PURPOSES: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// What a request is.
pub(super) enum Read<'a> {
    /// A visit of an address that may be the one to open.
    Begin {
        /// The word in its path.
        once: &'a str,
        cookies: Vec<&'a [u8]>,
        /// A person goes there, as far as the browser says.
        is_real: bool,
    },
    /// A visit of the redirect address.
    Callback { query: &'a str, cookies: Vec<&'a [u8]> },
    /// Something else, which gets this page.
    Other(Page),
    /// There is no end in sight.
    Unfinished,
}

/// Reads a head that was asked for on `port`.
pub(super) fn read(head: &[u8], port: u16) -> Read<'_> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Read::Unfinished,
        Err(_) => return Read::Other(Page::Unreadable),
    }
    let values = |name: &str| -> Vec<&[u8]> {
        let named = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| header.value).collect()
    };
    // A page elsewhere whose name was made to lead here says that name (DNS rebinding).
    if values("host") != [format!("127.0.0.1:{port}").as_bytes()] {
        return Read::Other(Page::Unreadable);
    }
    let target = request.path.unwrap_or_default();
    let (asked, query) = target.split_once('?').unwrap_or((target, ""));
    let once = asked.strip_prefix(opening::PATH);
    if once.is_none() && asked != CALLBACK {
        return Read::Other(Page::NotFound);
    }
    if request.method != Some("GET") {
        return Read::Other(Page::OtherMethod);
    }
    let cookies = values("cookie");
    match once {
        Some(once) => {
            let is_real = !PURPOSES.iter().any(|name| values(name).into_iter().any(is_ahead));
            Read::Begin { once, cookies, is_real }
        }
        None => Read::Callback { query, cookies },
    }
}

/// Whether a purpose is to have the page before anyone asks for it.
fn is_ahead(purpose: &[u8]) -> bool {
    let purpose = purpose.to_ascii_lowercase();
    ["prefetch", "prerender", "preview"]
        .iter()
        .any(|word| purpose.windows(word.len()).any(|part| part == word.as_bytes()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::panic, reason = "a test fails by panicking")]

    use super::*;

    fn is_query(head: &str, expected: &str) -> bool {
        matches!(read(head.as_bytes(), 7), Read::Callback { query, .. } if query == expected)
    }

    #[test]
    fn a_get_of_the_address_under_its_own_name_is_a_visit() {
        assert!(is_query("GET /callback?code=1 HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n", "code=1"));
        assert!(is_query("GET /callback HTTP/1.1\r\nhost: 127.0.0.1:7\r\n\r\n", ""));
    }

    #[test]
    fn everything_else_is_none() {
        for head in [
            "GET /callback?code=1 HTTP/1.1\r\nHost: localhost:7\r\n\r\n",
            "GET /callback?code=1 HTTP/1.1\r\nHost: evil.example.org\r\n\r\n",
            "GET /callback?code=1 HTTP/1.1\r\nHost: 127.0.0.1:8\r\n\r\n",
            "GET /callback?code=1 HTTP/1.1\r\nHost: 127.0.0.1:7\r\nHost: 127.0.0.1:7\r\n\r\n",
            "GET /callback?code=1 HTTP/1.1\r\n\r\n",
            "POST /callback?code=1 HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n",
            "HEAD /callback?code=1 HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n",
            "GET /callback/?code=1 HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n",
            "HEAD /begin/word HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n",
            "GET /begin HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n",
            "GET /begin/word HTTP/1.1\r\nHost: evil.example.org\r\n\r\n",
            "GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n",
            "\x16\x03\x01\x02\0\r\n\r\n",
            "",
        ] {
            assert!(matches!(read(head.as_bytes(), 7), Read::Other(_) | Read::Unfinished), "{head}");
        }
    }

    #[test]
    fn a_browser_that_looks_ahead_is_told_from_one_that_a_person_sends() {
        for (more, expected) in [
            ("", true),
            ("Sec-Fetch-Mode: navigate\r\n", true),
            ("Sec-Purpose: prefetch;prerender\r\n", false),
            ("Purpose: prefetch\r\n", false),
            ("X-Purpose: preview\r\n", false),
            ("X-Moz: Prefetch\r\n", false),
        ] {
            let head = format!("GET /begin/word HTTP/1.1\r\nHost: 127.0.0.1:7\r\n{more}Cookie: a=b\r\n\r\n");
            let Read::Begin { once, cookies, is_real } = read(head.as_bytes(), 7) else { panic!("{head}") };
            assert_eq!((once, cookies, is_real), ("word", vec![&b"a=b"[..]], expected), "{head}");
        }
    }
}
