//! What is looked at: `log`.

use clap::Args;

/// `log`.
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// Show everything, not only the last 7 days
    #[arg(long)]
    pub(crate) all: bool,

    /// Show everything that the server holds, in place of what this machine holds
    #[arg(long)]
    pub(crate) remote: bool,
}
