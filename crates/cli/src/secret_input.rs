//! Passwords and passphrases: from a prompt, standard input or a file descriptor, never from an argument.
//!
//! A descriptor is opened by its number under `/dev/fd`, which Linux and macOS have. Of a regular file that
//! is a second opening, from its beginning on; of a pipe it is the pipe itself. Only the first line is read,
//! byte by byte, so that nothing behind it is taken from whoever reads next.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal as _, Read};
use std::num::ParseIntError;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::interrupt::PromptOpen;

/// Longer than any passphrase, short enough to refuse a file that was named by mistake.
const MAX_BYTES: usize = 4_096;

/// The number of an open file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Descriptor(u32);

impl Descriptor {
    /// Standard input.
    pub(crate) const STDIN: Self = Self(0);
}

impl FromStr for Descriptor {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Secret {
    /// The password of this user on this server.
    Password {
        /// Whose, as in `anna at https://homing.example.org`.
        of: String,
    },
    /// The passphrase that opens the credential file.
    Passphrase,
    /// The one that will open it.
    NewPassphrase,
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Password { .. } => "password",
            Self::Passphrase | Self::NewPassphrase => "passphrase",
        })
    }
}

/// Why there is no secret. None of these holds any part of one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretInputError {
    /// Nobody can be asked.
    #[error("the {0} can't be asked for without a terminal")]
    NoTerminal(Secret),
    /// Nothing was given.
    #[error("the {0} is empty")]
    Empty(Secret),
    /// It is longer than any secret.
    #[error("the {0} is longer than {MAX_BYTES} bytes")]
    TooLong(Secret),
    /// It is no text.
    #[error("the {0} is not valid UTF-8")]
    NotText(Secret),
    /// The descriptor can't be read.
    #[error("the {secret} can't be read from descriptor {descriptor}", descriptor = descriptor.0)]
    Unreadable {
        /// What was to be read.
        secret: Secret,
        /// From where.
        descriptor: Descriptor,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The terminal failed.
    #[error("the {0} can't be asked for")]
    Prompt(Secret, #[source] io::Error),
    /// A person pressed Ctrl-C.
    #[error("ended at the prompt")]
    Interrupted,
    /// A new passphrase was not typed alike twice.
    #[error("the two passphrases are not the same")]
    NotTheSame,
}

/// Where a secret comes from.
#[derive(Clone, Debug)]
pub(crate) enum SecretInput {
    /// The terminal.
    Prompt(PromptOpen),
    /// An open file, standard input included.
    Descriptor(Descriptor),
}

impl SecretInput {
    /// The descriptor where one is named, else the terminal.
    pub(crate) fn new(descriptor: Option<Descriptor>, prompt: PromptOpen) -> Self {
        descriptor.map_or(Self::Prompt(prompt), Self::Descriptor)
    }

    /// Reads the secret; a new passphrase is asked for twice on a terminal. Blocks.
    ///
    /// # Errors
    /// [`SecretInputError`].
    pub(crate) fn read(&self, secret: &Secret) -> Result<SecretString, SecretInputError> {
        match self {
            Self::Descriptor(descriptor) => read_descriptor(*descriptor, secret),
            // A prompt that nobody sees would wait for ever.
            Self::Prompt(_) if !io::stdin().is_terminal() => {
                Err(SecretInputError::NoTerminal(secret.clone()))
            }
            Self::Prompt(open) => open.during(|| ask(secret)),
        }
    }
}

fn read_descriptor(descriptor: Descriptor, secret: &Secret) -> Result<SecretString, SecretInputError> {
    let unreadable = |source| SecretInputError::Unreadable { secret: secret.clone(), descriptor, source };
    let mut file = File::open(format!("/dev/fd/{}", descriptor.0)).map_err(unreadable)?;
    first_line(&mut file, secret, unreadable)
}

/// The first line without its end. The buffer never grows, so that no copy of it is left behind.
fn first_line(
    input: &mut impl Read,
    secret: &Secret,
    unreadable: impl FnOnce(io::Error) -> SecretInputError,
) -> Result<SecretString, SecretInputError> {
    let mut line = Zeroizing::new([0_u8; MAX_BYTES]);
    let mut length = 0;
    loop {
        let mut byte = Zeroizing::new([0_u8; 1]);
        match input.read(byte.as_mut()) {
            Ok(0) => break,
            Ok(_) if byte[0] == b'\n' => break,
            Ok(_) if length == MAX_BYTES => return Err(SecretInputError::TooLong(secret.clone())),
            Ok(_) => {
                line[length] = byte[0];
                length += 1;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
    let line = line[..length].strip_suffix(b"\r").unwrap_or(&line[..length]);
    checked(std::str::from_utf8(line).map_err(|_| SecretInputError::NotText(secret.clone()))?, secret)
}

fn ask(secret: &Secret) -> Result<SecretString, SecretInputError> {
    match secret {
        Secret::Password { of } => ask_once(&format!("Password of {of}: "), secret),
        Secret::Passphrase => ask_once("Passphrase of the credential file: ", secret),
        Secret::NewPassphrase => {
            let first = ask_once("New passphrase for the credential file: ", secret)?;
            let second = ask_once("The same passphrase again: ", secret)?;
            let same = first.expose_secret() == second.expose_secret();
            if same { Ok(first) } else { Err(SecretInputError::NotTheSame) }
        }
    }
}

fn ask_once(question: &str, secret: &Secret) -> Result<SecretString, SecretInputError> {
    match rpassword::prompt_password(question).map(Zeroizing::new) {
        Ok(answer) => checked(&answer, secret),
        Err(error) if error.kind() == ErrorKind::Interrupted => Err(SecretInputError::Interrupted),
        Err(error) => Err(SecretInputError::Prompt(secret.clone(), error)),
    }
}

fn checked(text: &str, secret: &Secret) -> Result<SecretString, SecretInputError> {
    if text.is_empty() {
        return Err(SecretInputError::Empty(secret.clone()));
    }
    // Exactly as long as the text: a String with room to spare is copied on its way, and the copy stays.
    Ok(SecretString::from(Box::<str>::from(text)))
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_descriptor_is_read_by_its_number() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"open sesame\n").unwrap();
        file.rewind().unwrap();
        let descriptor = file.as_raw_fd().to_string().parse().unwrap();
        let input = SecretInput::Descriptor(descriptor);
        assert_eq!(input.read(&Secret::Passphrase).unwrap().expose_secret(), "open sesame");
    }

    #[test]
    fn a_descriptor_that_is_not_open_is_an_error_that_names_it() {
        let refused = SecretInput::Descriptor(Descriptor(987_654)).read(&Secret::Passphrase).unwrap_err();
        assert_eq!(refused.to_string(), "the passphrase can't be read from descriptor 987654");
    }
}
