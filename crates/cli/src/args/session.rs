//! `login`, `logout`, `account` and `backup`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
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

/// `logout`.
#[derive(Debug, Args)]
pub(crate) struct Logout {
    /// Sign out this account, by the name that it signs in with [default: the active one]
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,

    /// The account's server, where two servers know the name
    #[arg(long, value_name = "URL", requires = "account")]
    pub(crate) server: Option<String>,

    #[command(flatten)]
    pub(crate) unsent: UnsentArgs,
}

/// `account`.
#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// List whose work is on this machine, as `accounts` does
    List,
    /// Record, show and send another account's work from now on; no password is needed where it is signed in
    Switch(Switch),
}

/// `account switch`.
#[derive(Debug, Args)]
pub(crate) struct Switch {
    /// The account, by the name that it signs in with
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// The account's server, where two servers know the name
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,

    #[command(flatten)]
    pub(crate) unsent: UnsentArgs,
}

/// What becomes of the unsent work of the account that is left. Where nothing is said, a person at a terminal is asked;
/// else it is kept.
#[derive(Debug, Default, Args)]
#[group(multiple = false)]
pub(crate) struct UnsentArgs {
    /// Send the account's unsent work first; where not all of it can be sent, stay as it is
    #[arg(long)]
    pub(crate) sync: bool,

    /// Write the account's unsent work to this new file first, as `queue export` does; it stays here, too
    #[arg(long, value_name = "FILE")]
    pub(crate) export: Option<PathBuf>,

    /// Keep the account's unsent work on this machine, for it alone, without being asked
    #[arg(long)]
    pub(crate) keep: bool,
}

/// `backup`.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to make; one that is there is not overwritten
    pub(crate) file: PathBuf,
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
