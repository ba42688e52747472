//! The head of a request, read as far as it matters: is it a visit of the browser to the redirect address?

use super::page::Page;

/// More than any browser sends.
const MOST_HEADERS: usize = 64;

/// What a request is.
pub(super) enum Read<'a> {
    /// A visit of the address, with this query.
    Query(&'a str),
    /// Something else, which gets this page.
    Other(Page),
    /// There is no end in sight.
    Unfinished,
}

/// Reads a head that was asked for on `port`.
pub(super) fn read<'a>(head: &'a [u8], port: u16, path: &str) -> Read<'a> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Read::Unfinished,
        Err(_) => return Read::Other(Page::Unreadable),
    }
    let mut hosts = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("host"));
    let host = hosts.next().map(|header| header.value);
    // A page elsewhere whose name was made to lead here says that name (DNS rebinding).
    if host != Some(format!("127.0.0.1:{port}").as_bytes()) || hosts.next().is_some() {
        return Read::Other(Page::Unreadable);
    }
    let target = request.path.unwrap_or_default();
    let (asked, query) = target.split_once('?').unwrap_or((target, ""));
    if asked != path {
        return Read::Other(Page::NotFound);
    }
    if request.method != Some("GET") {
        return Read::Other(Page::OtherMethod);
    }
    Read::Query(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_query(head: &str, expected: &str) -> bool {
        matches!(read(head.as_bytes(), 7, "/callback"), Read::Query(query) if query == expected)
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
            "GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:7\r\n\r\n",
            "\x16\x03\x01\x02\0\r\n\r\n",
            "",
        ] {
            assert!(!matches!(read(head.as_bytes(), 7, "/callback"), Read::Query(_)), "{head}");
        }
    }
}
