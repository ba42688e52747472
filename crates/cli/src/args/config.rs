//! `config`.

use clap::Subcommand;
use homing_app::Key;

/// `config`.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Show every key, its effective value and who says so
    Show,
    /// Say where the configuration file is
    Path,
    /// Show the effective value of one key
    Get {
        /// The key, such as log.level
        key: Key,
    },
    /// Set a key in the file; comments stay
    Set {
        /// The key, such as log.level
        key: Key,
        /// Its value
        value: String,
    },
    /// Take a key out of the file, so that its default holds
    Unset {
        /// The key, such as log.level
        key: Key,
    },
}
