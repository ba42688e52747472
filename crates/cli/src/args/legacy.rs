//! `import legacy`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use homing_app::OriginalWish;

use super::session::Store;

/// `import legacy`.
#[derive(Debug, Args)]
pub(crate) struct Legacy {
    /// The earlier app's database [default: the one that it kept on this machine]
    pub(crate) file: Option<PathBuf>,

    /// Do everything on a copy and say what would come of it, but keep nothing
    #[arg(long, conflicts_with = "original")]
    pub(crate) dry_run: bool,

    /// What becomes of the earlier app's database, after it was imported once more
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) original: Option<Fate>,

    /// The server that the earlier app was signed in to [default: `server` in homing.toml]
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,

    /// Where the earlier app's sign-in is to be kept
    #[arg(long, value_enum, value_name = "STORE", default_value_t = Store::Keychain)]
    pub(crate) store: Store,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fate {
    /// It stays as it is, and nobody asks again
    Keep,
    /// Its tokens are taken out, and nothing else
    Scrub,
    /// It is deleted
    Delete,
}

impl From<Fate> for OriginalWish {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Keep => Self::Keep,
            Fate::Scrub => Self::Scrub,
            Fate::Delete => Self::Delete,
        }
    }
}
