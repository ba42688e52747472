//! The tokens that the first builds wrote into rows: which of them is the newest that can be used, and where their
//! text must go. They are in memory alone.

use homing_migrations::legacy::secrets_in;
use secrecy::SecretString;
use serde_json::Value;
use zeroize::Zeroizing;

use super::keys::{Keys, Unsealed};
use super::payload;
use super::rows::QueueRow;

/// A text shorter than this is no token that is told by its text, in characters: it could be a part of any word.
const TOKEN_MIN_CHARS: usize = 8;

/// What stands where a token was.
const TAKEN_OUT: &str = "[removed]";

/// What the earlier app signed in with.
#[derive(Clone, Debug, Default)]
pub struct EarlierTokens {
    /// The token that requests carried. It has probably run out.
    pub access: Option<SecretString>,
    /// The token that is good for new ones, once.
    pub refresh: Option<SecretString>,
    /// What the server calls the person, where the file tells.
    pub user: Option<String>,
}

/// The tokens of all rows, looked at in the file's order.
#[derive(Default)]
pub(super) struct Tokens {
    newest: Option<EarlierTokens>,
    user: Option<String>,
    texts: Vec<Zeroizing<String>>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("texts", &self.texts.len()).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Looks at the next row.
    pub(super) fn look_at(&mut self, row: &QueueRow, keys: &Keys) {
        let Some(payload) = &row.payload else { return };
        let plain = match payload::plain(payload, keys) {
            Ok(plain) => plain.text,
            Err(_) => Zeroizing::new(String::from_utf8_lossy(payload).into_owned()),
        };
        for secret in secrets_in(&plain) {
            if let Unsealed::Opened(opened, _) = keys.unseal(&secret) {
                self.remember(Zeroizing::new(String::from_utf8_lossy(&opened).into_owned()));
            }
            self.remember(secret);
        }
        let Ok(Value::Object(fields)) = serde_json::from_str(&plain) else { return };
        let text = |name| fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        if let Some(user) = text("userId") {
            self.user = Some(user.to_owned());
        }
        let sealed = fields.get("_encrypted").is_some_and(says_so);
        let token = |name| text(name).and_then(|text| usable(text, sealed, keys));
        let (access, refresh) = (token("accessToken"), token("refreshToken"));
        let better = refresh.is_some() || self.newest.as_ref().is_none_or(|newest| newest.refresh.is_none());
        if better && (refresh.is_some() || access.is_some()) {
            self.newest = Some(EarlierTokens { access, refresh, user: self.user.clone() });
        }
    }

    fn remember(&mut self, text: Zeroizing<String>) {
        if text.chars().count() >= TOKEN_MIN_CHARS && !self.texts.contains(&text) {
            self.texts.push(text);
        }
    }

    /// The newest that can be used: of the last row with a token that is good for new ones, else of the last with any.
    /// Where no row of the person's own tells who it is, `signed_in` does.
    pub(super) fn newest(&self, signed_in: Option<&str>) -> Option<EarlierTokens> {
        let mut newest = self.newest.clone()?;
        newest.user = newest.user.or_else(|| self.user.clone()).or_else(|| signed_in.map(str::to_owned));
        Some(newest)
    }

    /// A text without the text of any token; `None` where it has none.
    pub(super) fn taken_out_of(&self, text: &str) -> Option<String> {
        let mut clean = None;
        for token in &self.texts {
            let looked_at: &str = clean.as_deref().unwrap_or(text);
            if looked_at.contains(token.as_str()) {
                clean = Some(looked_at.replace(token.as_str(), TAKEN_OUT));
            }
        }
        clean
    }
}

/// A token as it can be used: one that a key opens is what was sealed, and one that should open and does not is none.
fn usable(text: &str, sealed: bool, keys: &Keys) -> Option<SecretString> {
    match keys.unseal(text) {
        Unsealed::Opened(plain, _) => {
            std::str::from_utf8(&plain).ok().filter(|text| !text.is_empty()).map(Into::into)
        }
        Unsealed::NoKey if sealed => None,
        Unsealed::NoKey | Unsealed::NotSealed => Some(text.into()),
    }
}

/// Whether the mark that tokens are encrypted is set. Of what type it was is not certain.
fn says_so(mark: &Value) -> bool {
    match mark {
        Value::Null => false,
        Value::Bool(set) => *set,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.as_str(), "" | "0" | "false"),
        Value::Array(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use secrecy::ExposeSecret;

    use super::*;

    fn row(payload: &str) -> QueueRow {
        QueueRow {
            number: 1,
            event: None,
            payload: Some(Zeroizing::new(payload.as_bytes().to_vec())),
            status: None,
            retries: None,
            created_at: None,
            last_retry_at: None,
            error: None,
            key: None,
        }
    }

    fn tokens(payloads: &[&str]) -> Tokens {
        let (mut tokens, keys) = (Tokens::default(), Keys::new(None, None));
        for payload in payloads {
            tokens.look_at(&row(payload), &keys);
        }
        tokens
    }

    fn told(tokens: &Tokens) -> Option<(String, String, String)> {
        let found = tokens.newest(Some("signed-in"))?;
        let text = |token: Option<SecretString>| {
            token.map_or(String::new(), |token| token.expose_secret().to_owned())
        };
        Some((text(found.access), text(found.refresh), found.user.unwrap_or_default()))
    }

    #[test]
    fn the_last_row_with_a_refresh_token_wins_as_a_whole() {
        let found = tokens(&[
            r#"{"userId":"u1","accessToken":"access-1","refreshToken":"refresh-1"}"#,
            r#"{"id":"E","accessToken":"access-2","refreshToken":"refresh-2"}"#,
            r#"{"id":"E","accessToken":"access-3"}"#,
            r#"{"id":"E","accessToken":"","refreshToken":""}"#,
            r#"{"userId":"u2"}"#,
        ]);
        assert_eq!(told(&found).unwrap(), ("access-2".into(), "refresh-2".into(), "u1".into()));
    }

    #[test]
    fn without_a_refresh_token_the_last_access_token_is_what_there_is() {
        let found = tokens(&[r#"{"accessToken":"access-1"}"#, r#"{"accessToken":"access-2"}"#]);
        assert_eq!(told(&found).unwrap(), ("access-2".into(), String::new(), "signed-in".into()));
        assert_eq!(told(&tokens(&[r#"{"id":"E1"}"#])), None);
    }

    #[test]
    fn a_token_that_should_open_and_does_not_is_passed_over() {
        let keys = Keys::new(None, None);
        let Unsealed::Opened(_, key) = keys.unseal("AAECAwQFBgcICQoL3mCGKlq2IlOR/CXt6zZDUU/7aId0tIHmoxcY")
        else {
            unreachable!("the vector opens")
        };
        let sealed = |token: &str| key.seal(token.as_bytes()).unwrap();
        let strange = "QUJD".repeat(12);
        for mark in ["true", "1", "\"true\"", "\"yes\""] {
            let found = tokens(&[
                &format!(
                    r#"{{"accessToken":"{}","refreshToken":"{}","_encrypted":{mark}}}"#,
                    sealed("access-1"),
                    sealed("refresh-1")
                ),
                &format!(r#"{{"refreshToken":"{strange}","_encrypted":{mark}}}"#),
            ]);
            assert_eq!(told(&found).unwrap().1, "refresh-1", "{mark}");
        }
        let unmarked = tokens(&[&format!(r#"{{"refreshToken":"{strange}","_encrypted":false}}"#)]);
        assert_eq!(told(&unmarked).unwrap().1, strange, "it was never sealed");
    }

    #[test]
    fn a_text_loses_every_token_that_any_row_has() {
        let found =
            tokens(&[r#"{"accessToken":"access-1","refreshToken":"refresh-1"}"#, r#"{"accessToken":"abc"}"#]);
        assert_eq!(
            found.taken_out_of("401 for access-1, then refresh-1 abc").unwrap(),
            "401 for [removed], then [removed] abc"
        );
        assert_eq!(found.taken_out_of("no connection"), None);
    }
}
