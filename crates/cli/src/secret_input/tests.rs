//! Where a secret may come from, and what is refused.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Seek as _, Write as _};
use std::os::fd::AsRawFd as _;

use super::*;

fn line_of(mut bytes: &[u8]) -> Result<String, SecretInputError> {
    let read = first_line(&mut bytes, &Secret::Passphrase, |error| panic!("{error}"));
    read.map(|secret| secret.expose_secret().to_owned())
}

#[test]
fn the_first_line_is_the_secret_without_its_end() {
    for bytes in [&b"open sesame"[..], b"open sesame\n", b"open sesame\r\n", b"open sesame\nnext\n"] {
        assert_eq!(line_of(bytes).unwrap(), "open sesame");
    }
}

#[test]
fn spaces_at_the_ends_belong_to_the_secret() {
    assert_eq!(line_of(b" a b \n").unwrap(), " a b ");
}

#[test]
fn nothing_after_the_first_line_is_taken_from_the_next_reader() {
    let mut bytes = &b"first\nsecond\n"[..];
    first_line(&mut bytes, &Secret::Passphrase, |error| panic!("{error}")).unwrap();
    assert_eq!(bytes, b"second\n");
}

#[test]
fn what_is_no_secret_is_refused() {
    assert!(matches!(line_of(b""), Err(SecretInputError::Empty(_))));
    assert!(matches!(line_of(b"\nlater\n"), Err(SecretInputError::Empty(_))));
    assert!(matches!(line_of(b"\xff\n"), Err(SecretInputError::NotText(_))));
    assert!(line_of(&[b'x'; MAX_BYTES]).is_ok());
    assert!(matches!(line_of(&[b'x'; MAX_BYTES + 1]), Err(SecretInputError::TooLong(_))));
}

fn taken_of(descriptor: &str) -> Result<SecretInput, SecretInputError> {
    let prompt = PromptOpen::over(indicatif::ProgressBar::hidden());
    SecretInput::take(Some(descriptor.parse().unwrap()), &Secret::Passphrase, prompt)
}

#[test]
fn a_descriptor_is_read_by_its_number() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"open sesame\n").unwrap();
    file.rewind().unwrap();
    let input = taken_of(&file.as_raw_fd().to_string()).unwrap();
    assert_eq!(input.read(&Secret::Passphrase).unwrap().expose_secret(), "open sesame");
}

#[test]
fn a_descriptor_that_gives_nothing_is_refused_before_anything_is_read() {
    let closed = taken_of("987654").unwrap_err();
    assert_eq!(closed.to_string(), "the passphrase can't be read from descriptor 987654");
    for outgoing in ["1", "2"] {
        assert!(matches!(taken_of(outgoing), Err(SecretInputError::Outgoing { .. })));
    }
    let folder = File::open("/").unwrap();
    let folder = taken_of(&folder.as_raw_fd().to_string());
    assert!(matches!(folder, Err(SecretInputError::Unreadable { .. })));
}

#[cfg(target_os = "linux")]
#[test]
fn the_writing_end_of_a_pipe_is_refused_and_not_waited_for() {
    let (_read, write) = io::pipe().unwrap();
    let refused = taken_of(&write.as_raw_fd().to_string());
    assert!(matches!(refused, Err(SecretInputError::WriteOnly { .. })));
}
