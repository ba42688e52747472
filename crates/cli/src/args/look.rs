//! What is looked at: `log`, `projects`.

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

/// `projects`.
#[derive(Debug, Args)]
pub(crate) struct Projects {
    /// Ask the server now; without this, what was learned at the last sync is shown
    #[arg(long)]
    pub(crate) refresh: bool,
}
