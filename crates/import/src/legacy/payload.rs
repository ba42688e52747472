//! What the payload of a row says, whatever it is sealed with, without the tokens that may be in it. Not what becomes
//! of the row.

use homing_domain::time::Unreadable;
use homing_migrations::legacy::without_tokens;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::keys::{Key, Keys, Unsealed};

/// A payload in plain text.
pub(super) struct Plain<'k> {
    /// Its text, which may hold tokens.
    pub(super) text: Zeroizing<String>,
    /// What it was sealed with, if it was.
    pub(super) key: Option<&'k Key>,
}

/// The plain text of a payload: what parses as JSON is plain, all else is tried with the keys.
///
/// # Errors
/// Why it can't be read.
pub(super) fn plain<'k>(payload: &[u8], keys: &'k Keys) -> Result<Plain<'k>, Unreadable> {
    let text = std::str::from_utf8(payload).map_err(|_| Unreadable::Shape)?;
    if text.trim_start().starts_with('{') {
        return Ok(Plain { text: Zeroizing::new(text.to_owned()), key: None });
    }
    match keys.unseal(text) {
        Unsealed::Opened(plain, key) => {
            let text = std::str::from_utf8(&plain).map_err(|_| Unreadable::Shape)?;
            Ok(Plain { text: Zeroizing::new(text.to_owned()), key: Some(key) })
        }
        Unsealed::NoKey => Err(Unreadable::NoKey),
        Unsealed::NotSealed => Err(Unreadable::Shape),
    }
}

/// What a payload says, without tokens.
///
/// # Errors
/// Why it can't be read.
pub(super) fn fields(payload: &[u8], keys: &Keys) -> Result<Map<String, Value>, Unreadable> {
    let Plain { text, .. } = plain(payload, keys)?;
    let clean = without_tokens(&text);
    match serde_json::from_str(clean.as_ref().unwrap_or(&text)) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Unreadable::Shape),
    }
}

/// The payload of a row that can't be read, as it may be kept.
pub(super) fn as_it_is(payload: &[u8]) -> Vec<u8> {
    let clean = std::str::from_utf8(payload).ok().and_then(without_tokens);
    clean.map_or_else(|| payload.to_vec(), |clean| clean.as_bytes().to_vec())
}

/// A JSON text of the fields that is the same whatever their order was.
pub(super) fn canonical(fields: &Map<String, Value>) -> String {
    let mut names: Vec<&String> = fields.keys().collect();
    names.sort_unstable();
    let mut text = String::new();
    for name in names {
        let Some(value) = fields.get(name) else { continue };
        let value = match value {
            Value::Object(inner) => format!("{{{}}}", canonical(inner)),
            other => other.to_string(),
        };
        text.push_str(&Value::String(name.clone()).to_string());
        text.push(':');
        text.push_str(&value);
        text.push(',');
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn read(payload: &str) -> Result<String, Unreadable> {
        fields(payload.as_bytes(), &Keys::new(None, None)).map(|fields| canonical(&fields))
    }

    #[test]
    fn what_a_payload_says_does_not_depend_on_the_order_of_its_fields_nor_on_tokens() {
        let one = read(r#"{"b":{"d":1,"c":"x"},"a":null}"#).unwrap();
        assert_eq!(read(r#"{"a":null,"accessToken":"aaa","b":{"c":"x","d":1}}"#).unwrap(), one);
        assert_ne!(read(r#"{"a":1,"b":{"c":"x","d":1}}"#).unwrap(), one);
    }

    #[test]
    fn a_payload_is_read_sealed_and_plain_and_else_it_is_told_why_not() {
        assert_eq!(read("AAECAwQFBgcICQoL3mCGKlq2IlOR/CXt6zZDUU/7aId0tIHmoxcY").unwrap(), r#""id":"E1","#);
        assert_eq!(read("AAECAwQFBgcICQoL3mCGKlq2IlOR/CXt6zZDUU/7aId0tIHmoxcZ"), Err(Unreadable::NoKey));
        assert_eq!(read("[1]"), Err(Unreadable::Shape));
        assert_eq!(read("{\"id\":"), Err(Unreadable::Shape));
        assert_eq!(read(""), Err(Unreadable::Shape));
        assert_eq!(fields(&[0xff, 0xfe], &Keys::new(None, None)), Err(Unreadable::Shape));
    }

    #[test]
    fn what_is_kept_of_a_broken_payload_has_no_token() {
        assert_eq!(as_it_is(br#"{"accessToken":"aaa"#), br#"{"accessToken":""#);
        assert_eq!(as_it_is(&[0xff, 0xfe]), [0xff, 0xfe]);
    }
}
