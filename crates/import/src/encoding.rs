//! What every reader asks of the bytes of a file before it looks into them.

use crate::reading::ReadError;

/// A file above this is no export of a person's time: a row takes a few hundred bytes, so this is more than a
/// hundred thousand of them.
pub const FILE_MAX_BYTES: usize = 64 * 1024 * 1024;

/// The bytes without the byte order mark of UTF-8.
pub(crate) fn without_mark(bytes: &[u8]) -> Result<&[u8], ReadError> {
    if bytes.len() > FILE_MAX_BYTES {
        return Err(ReadError::TooLarge { limit_mib: FILE_MAX_BYTES / (1024 * 1024) });
    }
    match bytes {
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] => Err(ReadError::Utf16),
        [0, letter, ..] | [letter, 0, ..] if letter.is_ascii_graphic() => Err(ReadError::Utf16),
        _ => Ok(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_too_large_is_not_looked_into() {
        let large = vec![b' '; FILE_MAX_BYTES + 1];
        assert!(matches!(without_mark(&large), Err(ReadError::TooLarge { limit_mib: 64 })));
        assert!(without_mark(&large[1..]).is_ok());
    }

    #[test]
    fn utf_16_is_named_with_a_mark_and_without() {
        for bytes in [&b"\xFF\xFE[\0"[..], b"\0[\0\n", b"S\0t\0"] {
            assert!(matches!(without_mark(bytes), Err(ReadError::Utf16)), "{bytes:?}");
        }
    }
}
