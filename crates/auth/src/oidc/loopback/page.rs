//! The small pages that the browser shows. No script, nothing of the request in them, and nothing that stays behind.

use zeroize::Zeroizing;

use crate::oidc::redirect::Redirect;

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// The provider sent a code.
    Done,
    /// It sent a refusal.
    Refused,
    /// It is no answer to this sign-in.
    Foreign,
    /// It is none of the browser that opened the address.
    OtherBrowser,
    /// A second browser opened the address.
    OpenedTwice,
    /// A browser looks ahead, and no person has asked yet.
    NotYet,
    /// There is nothing else here.
    NotFound,
    /// It was not asked for with GET.
    OtherMethod,
    /// It is no request of a browser's.
    Unreadable,
    /// It has no end.
    TooLarge,
}

impl Page {
    /// What the person sees of what the browser brought.
    pub(super) fn of(redirect: &Redirect) -> Self {
        match redirect {
            Redirect::Code(_) => Self::Done,
            Redirect::Declined | Redirect::Refused(_) | Redirect::OtherIssuer => Self::Refused,
            Redirect::OpenedTwice => Self::OpenedTwice,
        }
    }

    /// The whole answer.
    pub(super) fn answer(self) -> Zeroizing<String> {
        let (status, title, text) = match self {
            Self::Done => ("200 OK", "Back to Homing", "Homing has its answer. You can close this page."),
            Self::Refused => (
                "200 OK",
                "Not signed in",
                "Nobody was signed in. You can close this page; Homing says more.",
            ),
            Self::Foreign => (
                "400 Bad Request",
                "Not this sign-in",
                "This is no answer to the sign-in that Homing waits for. It goes on waiting.",
            ),
            Self::OtherBrowser => (
                "400 Bad Request",
                "Not this sign-in",
                "The sign-in that Homing waits for was begun in another browser, or this one keeps no cookies of \
                 127.0.0.1. Homing goes on waiting.",
            ),
            Self::OpenedTwice => (
                "409 Conflict",
                "Not signed in",
                "This address was opened already, in another browser: by you, or by somebody else who could read it. \
                 Nobody was signed in. You can close this page, and sign in again from Homing.",
            ),
            // A browser throws it away, and asks again once the person goes there.
            Self::NotYet => ("503 Service Unavailable", "Not yet", "Open this address to sign in."),
            Self::NotFound => ("404 Not Found", "Nothing here", "There is nothing here."),
            Self::OtherMethod => ("405 Method Not Allowed", "Nothing here", "There is nothing here."),
            Self::Unreadable => ("400 Bad Request", "Nothing here", "There is nothing here."),
            Self::TooLarge => {
                ("431 Request Header Fields Too Large", "Nothing here", "There is nothing here.")
            }
        };
        let body = format!(
            "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\n\
             <h1>{title}</h1>\n<p>{text}</p>\n</html>\n"
        );
        Zeroizing::new(format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        ))
    }
}
