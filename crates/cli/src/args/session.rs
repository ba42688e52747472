//! `login` and `backup`.

use clap::{Args, ValueEnum};
use homing_domain::account::CredentialPlace;

use crate::secret_input::Descriptor;

/// `login`.
#[derive(Debug, Args)]
pub(crate) struct Login {
    /// The server's address, such as `https://homing.example.org` [default: `server` in homing.toml, else
    /// the server that was used last]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,

    /// Your name on the server, to sign in with a password. Without it the sign-in is in the browser, where the
    /// server names a provider for that
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,

    /// Only print the address that a browser is to open
    #[arg(long, conflicts_with = "user")]
    pub(crate) no_browser: bool,

    /// Where the sign-in is kept [default: where it was, else the keychain]
    #[arg(long, value_enum, value_name = "STORE")]
    pub(crate) store: Option<Store>,

    /// Read the password from standard input, its first line
    #[arg(long, conflicts_with = "password_fd", requires = "user")]
    pub(crate) password_stdin: bool,

    /// Take over from the account that this machine records for now, without being asked
    #[arg(long)]
    pub(crate) yes: bool,

    /// Read the password from this file descriptor, its first line
    #[arg(long, value_name = "N", requires = "user")]
    pub(crate) password_fd: Option<Descriptor>,
}

/// `backup`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to make; one that is there is not overwritten
    pub(crate) file: std::path::PathBuf,
}

/// A place for a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Store {
    /// The keychain of the operating system
    Keychain,
    /// A file in the data folder that a passphrase opens
    File,
}

impl From<Store> for CredentialPlace {
    fn from(store: Store) -> Self {
        match store {
            Store::Keychain => Self::Keychain,
            Store::File => Self::EncryptedFile,
        }
    }
}
