//! Passwords and passphrases: from a prompt, standard input or a file descriptor, never from an argument.
//!
//! A descriptor is taken before the program opens any file, so that the number can only be the caller's. It is
//! opened by that number under `/dev/fd`, which Linux and macOS have. Of a regular file that is a second opening,
//! from its beginning on; of a pipe it is the pipe itself. It is read when the secret is wanted, and only its first
//! line, byte by byte, so that nothing behind it is taken from whoever reads next.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal as _, Read};
use std::num::ParseIntError;
use std::str::FromStr;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::prompt::PromptOpen;

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
    /// The descriptor is standard output or standard error.
    #[error(
        "the {secret} can't be read from descriptor {descriptor}, where answers and messages go",
        descriptor = descriptor.0
    )]
    Outgoing {
        /// What was to be read.
        secret: Secret,
        /// From where.
        descriptor: Descriptor,
    },
    /// The descriptor is open for writing alone.
    #[error(
        "the {secret} can't be read from descriptor {descriptor}, which is open for writing alone",
        descriptor = descriptor.0
    )]
    WriteOnly {
        /// What was to be read.
        secret: Secret,
        /// From where.
        descriptor: Descriptor,
    },
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
    Descriptor(Descriptor, Arc<File>),
}

impl SecretInput {
    /// The descriptor where one is named, else the terminal. Call it before the program opens a file of its own.
    ///
    /// # Errors
    /// The descriptor gives no secret: [`SecretInputError::Outgoing`], [`SecretInputError::WriteOnly`],
    /// [`SecretInputError::Unreadable`].
    pub(crate) fn take(
        descriptor: Option<Descriptor>,
        secret: &Secret,
        prompt: PromptOpen,
    ) -> Result<Self, SecretInputError> {
        let Some(descriptor) = descriptor else { return Ok(Self::Prompt(prompt)) };
        let file = taken(descriptor, secret)?;
        // What is typed there would be seen.
        let typed = file.is_terminal();
        Ok(if typed { Self::Prompt(prompt) } else { Self::Descriptor(descriptor, Arc::new(file)) })
    }

    /// Reads the secret; a new passphrase is asked for twice on a terminal. Blocks.
    ///
    /// # Errors
    /// [`SecretInputError`].
    pub(crate) fn read(&self, secret: &Secret) -> Result<SecretString, SecretInputError> {
        match self {
            Self::Descriptor(descriptor, file) => first_line(&mut file.as_ref(), secret, |source| {
                SecretInputError::Unreadable { secret: secret.clone(), descriptor: *descriptor, source }
            }),
            // A prompt that nobody sees would wait for ever.
            Self::Prompt(_) if !io::stdin().is_terminal() => {
                Err(SecretInputError::NoTerminal(secret.clone()))
            }
            Self::Prompt(open) => {
                let answer = open.during(|| ask(secret));
                if !matches!(answer, Err(SecretInputError::Interrupted)) {
                    open.was_answered();
                }
                answer
            }
        }
    }
}

fn taken(descriptor: Descriptor, secret: &Secret) -> Result<File, SecretInputError> {
    let secret = || secret.clone();
    if matches!(descriptor.0, 1 | 2) {
        return Err(SecretInputError::Outgoing { secret: secret(), descriptor });
    }
    // To open the reading end of a pipe by its writing end would wait for a writer that is ourselves.
    if is_write_only(descriptor) {
        return Err(SecretInputError::WriteOnly { secret: secret(), descriptor });
    }
    let opened = File::open(format!("/dev/fd/{}", descriptor.0)).and_then(|file| {
        let is_folder = file.metadata()?.is_dir();
        if is_folder { Err(ErrorKind::IsADirectory.into()) } else { Ok(file) }
    });
    opened.map_err(|source| SecretInputError::Unreadable { secret: secret(), descriptor, source })
}

/// What Linux says of it; other systems refuse to open such a one for reading.
fn is_write_only(descriptor: Descriptor) -> bool {
    let described =
        std::fs::read_to_string(format!("/proc/self/fdinfo/{}", descriptor.0)).unwrap_or_default();
    let flags = described.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    // O_WRONLY, of the two bits that O_ACCMODE covers.
    flags.is_some_and(|flags| flags & 0b11 == 0b01)
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
mod tests;
