//! `status`.

use clap::Args;

/// `status`.
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Go on and show each change, whichever program makes it, until Ctrl-C
    #[arg(long)]
    pub(crate) follow: bool,
}
