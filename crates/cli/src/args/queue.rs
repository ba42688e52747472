//! `queue`.

use clap::Subcommand;

/// `queue`.
#[derive(Debug, Subcommand)]
pub(crate) enum Queue {
    /// List every unsent change
    List,
}
