//! Taking the tokens out of a payload's text. Not the reading of a payload, and no opening of a sealed one.

use std::ops::Range;

use serde_json::Value;
use zeroize::Zeroizing;

/// The fields that no payload may keep: the two tokens of a sign-in, and the mark that they are encrypted.
pub const TOKEN_FIELDS: [&str; 3] = ["accessToken", "refreshToken", "_encrypted"];

/// The fields whose values are secret.
const SECRET_FIELDS: [&str; 2] = ["accessToken", "refreshToken"];

/// The payload without the [`TOKEN_FIELDS`], at whatever depth they are; `None` where it has none. Of a text that is no
/// JSON, what looks like the value of a secret field goes and all else stays.
#[must_use]
pub fn without_tokens(payload: &str) -> Option<Zeroizing<String>> {
    match serde_json::from_str::<Value>(payload) {
        Ok(mut value) => take_out(&mut value).then(|| Zeroizing::new(value.to_string())),
        Err(_) => blank(payload),
    }
}

/// The values of the secret fields that a payload has, at whatever depth, each as often as it is there.
#[must_use]
pub fn secrets_in(payload: &str) -> Vec<Zeroizing<String>> {
    let mut found = Vec::new();
    match serde_json::from_str::<Value>(payload) {
        Ok(value) => find(&value, &mut found),
        Err(_) => found.extend(values(payload).into_iter().map(|at| Zeroizing::new(payload[at].to_owned()))),
    }
    found
}

fn find(value: &Value, found: &mut Vec<Zeroizing<String>>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(secret) if SECRET_FIELDS.contains(&name.as_str()) => {
                        found.push(Zeroizing::new(secret.clone()));
                    }
                    other => find(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find(item, found)),
        Value::String(text) if SECRET_FIELDS.iter().any(|name| text.contains(name)) => {
            found.append(&mut secrets_in(text));
        }
        _ => {}
    }
}

/// Whether anything was taken out.
fn take_out(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => {
            let mut taken = false;
            for name in TOKEN_FIELDS {
                if let Some(mut secret) = fields.remove(name) {
                    wipe(&mut secret);
                    taken = true;
                }
            }
            for field in fields.values_mut() {
                taken |= take_out(field);
            }
            taken
        }
        Value::Array(items) => {
            let mut taken = false;
            for item in items {
                taken |= take_out(item);
            }
            taken
        }
        // JSON within a text of JSON.
        Value::String(text) if SECRET_FIELDS.iter().any(|name| text.contains(name)) => {
            match without_tokens(text) {
                Some(clean) => {
                    *text = clean.as_str().to_owned();
                    true
                }
                None => false,
            }
        }
        _ => false,
    }
}

fn wipe(value: &mut Value) {
    if let Value::String(text) = value {
        drop(Zeroizing::new(std::mem::take(text)));
    }
}

/// Empties what follows the name of a secret field and a colon, up to the end of the value or of the text.
fn blank(payload: &str) -> Option<Zeroizing<String>> {
    let mut clean = Zeroizing::new(String::with_capacity(payload.len()));
    let mut kept = 0;
    for value in values(payload) {
        clean.push_str(&payload[kept..value.start]);
        kept = value.end;
    }
    clean.push_str(&payload[kept..]);
    (kept > 0).then_some(clean)
}

/// Where there is what looks like the value of a secret field, and is not empty.
fn values(payload: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(after) = next_name(&payload[at..]) {
        at += after;
        if let Some((start, end)) = value_of(&payload[at..]) {
            if end > start {
                found.push(at + start..at + end);
            }
            at += end;
        }
    }
    found
}

/// Where the first name of a secret field ends.
fn next_name(text: &str) -> Option<usize> {
    SECRET_FIELDS.iter().filter_map(|name| Some(text.find(name)? + name.len())).min()
}

/// From where to where a value goes, if this text goes on with one.
fn value_of(text: &str) -> Option<(usize, usize)> {
    let quoting = |c: char| c == '"' || c == '\\' || c.is_whitespace();
    let colon = text.find(|c| !quoting(c)).filter(|at| text[*at..].starts_with(':'))?;
    let before = colon + 1;
    let start = before + text[before..].find(|c| !quoting(c)).unwrap_or(text.len() - before);
    let quoted = text[before..start].contains('"');
    let ends = |c: char| if quoted { c == '"' } else { matches!(c, ',' | '}' | ']') || c.is_whitespace() };
    let end = start + text[start..].find(ends).unwrap_or(text.len() - start);
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(payload: &str) -> Option<String> {
        without_tokens(payload).map(|clean| clean.as_str().to_owned())
    }

    #[test]
    fn both_tokens_and_their_mark_go_and_all_else_stays() {
        let payload = r#"{"id":"E1","accessToken":"aaa","refreshToken":"rrr","_encrypted":true,"n":1}"#;
        assert_eq!(clean(payload).as_deref(), Some(r#"{"id":"E1","n":1}"#));
    }

    #[test]
    fn a_payload_without_them_is_left_as_it_was_written() {
        for payload in [r#"{ "id" : "E1" }"#, "[]", "AAECAwQF", "", r#"{"description":"my accessToken"}"#] {
            assert_eq!(clean(payload), None, "{payload}");
        }
    }

    #[test]
    fn they_go_wherever_they_are() {
        let deep = r#"{"a":[{"accessToken":"aaa"}],"b":"{\"refreshToken\":\"rrr\",\"id\":1}"}"#;
        assert_eq!(clean(deep).as_deref(), Some(r#"{"a":[{}],"b":"{\"id\":1}"}"#));
        assert_eq!(clean(r#"{"\u0061ccessToken":"aaa"}"#).as_deref(), Some("{}"));
        assert_eq!(clean(r#"{"accessToken":"aaa","accessToken":"bbb"}"#).as_deref(), Some("{}"));
    }

    #[test]
    fn the_secrets_of_a_payload_are_found_wherever_they_would_be_taken_out() {
        let found = |payload: &str| secrets_in(payload).iter().map(|one| one.to_string()).collect::<Vec<_>>();
        assert_eq!(
            found(r#"{"a":[{"accessToken":"aaa"}],"b":"{\"refreshToken\":\"rrr\"}"}"#),
            ["aaa", "rrr"]
        );
        assert_eq!(found(r#"{"id":"E1","accessToken":"aaa.bbb","refreshToken" : "r"#), ["aaa.bbb", "r"]);
        assert_eq!(found(r#"{"_encrypted":true}"#), Vec::<String>::new());
    }

    #[test]
    fn a_text_that_is_cut_off_loses_their_values() {
        let cut = r#"{"id":"E1","accessToken":"aaa.bbb","refreshToken" : "r\/r"#;
        assert_eq!(clean(cut).as_deref(), Some(r#"{"id":"E1","accessToken":"","refreshToken" : ""#));
        assert_eq!(clean(r#"x{\"accessToken\":\"aaa\",1"#).as_deref(), Some(r#"x{\"accessToken\":\"",1"#));
        assert_eq!(clean("{accessToken: aaa, b").as_deref(), Some("{accessToken: , b"));
    }
}
