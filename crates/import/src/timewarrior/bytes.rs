//! From the bytes of a file to text that a JSON parser takes. Not the parser.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::encoding;
use crate::reading::ReadError;

/// Two first halves of a surrogate pair. Well-formed JSON in any surroundings, and never text: the
/// string that holds it can't be read, and every other one can.
const NOT_TEXT: &str = r"\ud800\ud800";

/// The text of a file that begins as a JSON array does, without its byte order mark.
///
/// Timewarrior writes most control characters into its strings as they are, and hands on bytes that are
/// no UTF-8. JSON has neither, and a whole export must not fail over one tag: the former become escapes,
/// the latter [`NOT_TEXT`]. Outside strings both stay what they are there, an error.
pub(super) fn json_text(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    let bytes = encoding::without_mark(bytes)?;
    match bytes.iter().find(|&&byte| !is_json_space(byte)) {
        None => Err(ReadError::Empty),
        Some(b'[') => Ok(mended(bytes)),
        Some(_) => Err(ReadError::NotAnArray),
    }
}

fn is_json_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn needs_escape(byte: u8) -> bool {
    byte < b' ' && !is_json_space(byte)
}

fn mended(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes)
        && !bytes.iter().copied().any(needs_escape)
    {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    // After a lone backslash nothing is mended: an escape put there would be read as something else.
    let mut after_backslash = false;
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match u8::try_from(character) {
                Ok(byte) if needs_escape(byte) && !after_backslash => {
                    // Writing to a `String` does not fail.
                    let _ = write!(text, r"\u{byte:04x}");
                }
                _ => text.push(character),
            }
            after_backslash = character == '\\' && !after_backslash;
        }
        if !chunk.invalid().is_empty() {
            let instead = if after_backslash { "\u{FFFD}" } else { NOT_TEXT };
            text.push_str(instead);
            after_backslash = false;
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn clean_text_is_not_copied() {
        assert!(matches!(json_text(b"\xEF\xBB\xBF [\t]\r\n").unwrap(), Cow::Borrowed(" [\t]\r\n")));
    }

    #[test]
    fn control_characters_become_escapes() {
        let text = json_text(b"[\"a\x01\x1b\\\\\x00\t\"]").unwrap();
        assert_eq!(text, "[\"a\\u0001\\u001b\\\\\\u0000\t\"]");
    }

    #[test]
    fn bytes_that_are_no_utf_8_spoil_their_own_string_and_no_other() {
        for around in [["\"", "\""], ["\"\\ud83d", "\""], ["\"", "\\udc00\""], ["\"\\\\", "\""]] {
            let bytes = [b"[", around[0].as_bytes(), b"\xE9", around[1].as_bytes(), b",\"b\"]"].concat();
            let text = json_text(&bytes).unwrap();
            let strings: Vec<&serde_json::value::RawValue> = serde_json::from_str(&text).unwrap();
            assert!(serde_json::from_str::<String>(strings[0].get()).is_err(), "{text}");
            assert_eq!(serde_json::from_str::<String>(strings[1].get()).unwrap(), "b");
        }
    }

    #[test]
    fn what_follows_a_lone_backslash_stays_an_error() {
        for bytes in [b"[\"\\\x01\"]", b"[\"\\\xE9\"]"] {
            let text = json_text(bytes).unwrap();
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_err(), "{text}");
        }
    }
}
