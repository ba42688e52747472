//! A person with a browser: cookies, redirects, forms. It knows the pages of `oidc-provider` and nothing else.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use url::{Url, form_urlencoded};

/// More pages than any sign-in has.
const MOST_PAGES: usize = 20;

/// The browser got lost.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// No connection, or no answer.
    #[error("{url} did not answer")]
    NoAnswer {
        /// Where it went.
        url: Url,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A page that nobody knows.
    #[error("there is no way on from {url}, which answered {status}")]
    Lost {
        /// Where it is.
        url: Url,
        /// What that said.
        status: u16,
    },
}

/// What the person does.
#[derive(Clone, Copy, Debug)]
enum Person<'a> {
    SignsIn(&'a str),
    Cancels,
}

struct Cookie {
    host: String,
    name: String,
    value: String,
    path: String,
}

struct Page {
    status: u16,
    location: Option<String>,
    body: String,
}

/// One browser, with its cookies.
#[derive(Default)]
pub struct Browser {
    cookies: Vec<Cookie>,
}

impl Browser {
    /// One without cookies.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens `address`, at a provider or one that sends on to a provider, signs in there as `name`, agrees to all that
    /// is asked, and gives the address that the provider sends back to. It is not visited yet.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub fn sign_in(&mut self, address: &Url, name: &str) -> Result<Url, BrowserError> {
        self.walk(address, Person::SignsIn(name))
    }

    /// As [`Browser::sign_in`], but the person cancels.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub fn cancel(&mut self, address: &Url) -> Result<Url, BrowserError> {
        self.walk(address, Person::Cancels)
    }

    /// Visits an address, and gives the status and the page.
    ///
    /// # Errors
    /// [`BrowserError::NoAnswer`].
    pub fn visit(&mut self, url: &Url) -> Result<(u16, String), BrowserError> {
        self.ask(url, None).map(|page| (page.status, page.body))
    }

    /// Visits an address, and gives where that sends to.
    ///
    /// # Errors
    /// [`BrowserError`].
    pub fn sent_on(&mut self, url: &Url) -> Result<Url, BrowserError> {
        let Page { status, location, .. } = self.ask(url, None)?;
        let location = location.filter(|_| (300..400).contains(&status));
        let next = location.and_then(|location| url.join(&location).ok());
        next.ok_or_else(|| BrowserError::Lost { url: url.clone(), status })
    }

    fn walk(&mut self, address: &Url, person: Person<'_>) -> Result<Url, BrowserError> {
        let (mut url, mut form) = (address.clone(), None);
        let mut home = address.port_or_known_default();
        let mut status = 0;
        for hop in 0..MOST_PAGES {
            let page = self.ask(&url, form.take().as_deref())?;
            status = page.status;
            let next = match (&page.location, person) {
                (Some(location), _) if (300..400).contains(&page.status) => url.join(location).ok(),
                (None, Person::Cancels) => abort(&page.body).and_then(|abort| url.join(abort).ok()),
                (None, Person::SignsIn(name)) => {
                    form = filled(&page.body, name);
                    between(&page.body, "action=\"", "\"").and_then(|action| url.join(action).ok())
                }
                _ => None,
            };
            url = next.ok_or_else(|| BrowserError::Lost { url: url.clone(), status })?;
            let port = url.port_or_known_default();
            if port != home && hop > 0 {
                return Ok(url);
            }
            home = port;
        }
        Err(BrowserError::Lost { url, status })
    }

    fn ask(&mut self, url: &Url, form: Option<&str>) -> Result<Page, BrowserError> {
        let lost = |source| BrowserError::NoAnswer { url: url.clone(), source };
        let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(80));
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let method = if form.is_some() { "POST" } else { "GET" };
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.host == host && url.path().starts_with(&cookie.path))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        let body = form.unwrap_or_default();
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        let mut stream = TcpStream::connect((host, port)).map_err(lost)?;
        stream.write_all(request.as_bytes()).map_err(lost)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map_err(lost)?;
        let answer = String::from_utf8_lossy(&answer);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        let mut location = None;
        for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(": ")) {
            match name.to_ascii_lowercase().as_str() {
                "location" => location = Some(value.to_owned()),
                "set-cookie" => self.keep(host, value),
                _ => {}
            }
        }
        Ok(Page { status, location, body: body.to_owned() })
    }

    fn keep(&mut self, host: &str, cookie: &str) {
        let mut parts = cookie.split("; ");
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let mut named = parts.filter_map(|part| part.split_once('='));
        let path = named.find(|(name, _)| name.eq_ignore_ascii_case("path")).map_or("/", |(_, path)| path);
        let (name, value, path) = (name.to_owned(), value.to_owned(), path.to_owned());
        self.cookies.retain(|other| other.host != host || other.name != name || other.path != path);
        if !value.is_empty() {
            self.cookies.push(Cookie { host: host.to_owned(), name, value, path });
        }
    }
}

/// The form of a page, filled in: its hidden prompt, and who signs in.
fn filled(page: &str, name: &str) -> Option<String> {
    let prompt = between(page, "name=\"prompt\" value=\"", "\"")?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("prompt", prompt);
    if prompt == "login" {
        form.append_pair("login", name).append_pair("password", "any");
    }
    Some(form.finish())
}

/// Where the page's way out leads.
fn abort(page: &str) -> Option<&str> {
    let mut links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.find(|link| link.ends_with("/abort"))
}

/// What stands between two marks.
fn between<'a>(page: &'a str, start: &str, end: &str) -> Option<&'a str> {
    page.split_once(start)?.1.split_once(end).map(|(text, _)| text)
}
