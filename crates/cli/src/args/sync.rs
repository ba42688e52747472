//! `sync`.

use clap::Args;

/// `sync`.
#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Go on and send whatever is recorded, whichever program records it, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
}
