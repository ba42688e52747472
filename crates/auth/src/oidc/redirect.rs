//! What the browser brings when it comes back (RFC 6749, 4.1.2; RFC 9207). Pure: a query in, its meaning out.

use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use super::loopback::Opening;
use super::token::plain_code;

/// How the answer to one sign-in is known.
pub(crate) struct Expected {
    pub(super) state: SecretString,
    pub(super) issuer: String,
    /// Whether the provider names itself in every answer: one without its name is none of its then.
    pub(super) issuer_is_named: bool,
    /// The browser that may bring it.
    pub(super) opening: Opening,
}

/// What the browser brought.
pub(crate) enum Redirect {
    /// A code, to be exchanged once.
    Code(SecretString),
    /// The person said no.
    Declined,
    /// The provider refused, with this error code.
    Refused(String),
    /// It came in the name of another issuer, or of none where there had to be one.
    OtherIssuer,
    /// Nothing yet: a second browser opened the address.
    OpenedTwice,
}

impl Expected {
    /// The meaning of a query; `None` where it is no answer to this sign-in, whoever sent it.
    pub(super) fn read(&self, query: &str) -> Option<Redirect> {
        let only = |name: &str| -> Result<Option<SecretString>, Twice> {
            let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            let first = values.next().map(|(_, value)| SecretString::from(value.into_owned()));
            // No parameter comes twice (RFC 6749, 3.1).
            if values.next().is_some() { Err(Twice) } else { Ok(first) }
        };
        let (state, code, error, issuer) =
            (only("state").ok()?, only("code").ok()?, only("error").ok()?, only("iss").ok()?);
        if state?.expose_secret() != self.state.expose_secret() {
            return None;
        }
        let is_ours = match &issuer {
            Some(issuer) => issuer.expose_secret() == self.issuer,
            None => !self.issuer_is_named,
        };
        if !is_ours {
            return Some(Redirect::OtherIssuer);
        }
        match (code, error) {
            (Some(code), None) if !code.expose_secret().is_empty() => Some(Redirect::Code(code)),
            (None, Some(error)) if error.expose_secret() == "access_denied" => Some(Redirect::Declined),
            (None, Some(error)) => Some(Redirect::Refused(plain_code(error.expose_secret()))),
            _ => None,
        }
    }
}

/// A parameter that came twice.
struct Twice;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

    use super::*;

    fn read(named: bool, query: &str) -> Option<Redirect> {
        let (state, issuer) = ("s3cret".into(), "https://id.example.org".to_owned());
        let opening = Opening::new("once".into(), "cookie".into(), issuer.parse().unwrap());
        Expected { state, issuer, issuer_is_named: named, opening }.read(query)
    }

    #[test]
    fn a_code_under_the_right_state_is_what_was_waited_for() {
        let Some(Redirect::Code(code)) = read(false, "code=a%2Bb&state=s3cret") else { panic!("no code") };
        assert_eq!(code.expose_secret(), "a+b");
    }

    #[test]
    fn what_has_another_state_or_none_or_one_twice_is_no_answer() {
        for query in [
            "",
            "code=a",
            "code=a&state=other",
            "code=a&state=",
            "code=a&state=s3cret&state=s3cret",
            "code=a&code=b&state=s3cret",
            "state=s3cret",
            "code=&state=s3cret",
            "code=a&error=access_denied&state=s3cret",
            "error=access_denied",
        ] {
            assert!(read(false, query).is_none(), "{query}");
        }
    }

    #[test]
    fn an_answer_in_the_name_of_another_issuer_is_told_apart() {
        let ours = "code=a&state=s3cret&iss=https%3A%2F%2Fid.example.org";
        assert!(matches!(read(true, ours).unwrap(), Redirect::Code(_)));
        for (named, query) in [
            (true, "code=a&state=s3cret"),
            (true, "error=access_denied&state=s3cret"),
            (false, "code=a&state=s3cret&iss=https%3A%2F%2Fevil.example.org"),
            (false, "code=a&state=s3cret&iss=https%3A%2F%2Fid.example.org%2F"),
        ] {
            assert!(matches!(read(named, query).unwrap(), Redirect::OtherIssuer), "{query}");
        }
    }

    #[test]
    fn the_persons_no_is_told_from_the_providers() {
        assert!(matches!(read(false, "error=access_denied&state=s3cret").unwrap(), Redirect::Declined));
        let Some(Redirect::Refused(code)) = read(false, "error=invalid_scope&state=s3cret") else {
            panic!("no refusal")
        };
        assert_eq!(code, "invalid_scope");
    }
}
