//! `diagnostics`.

use std::path::PathBuf;

use clap::Args;

/// `diagnostics`.
#[derive(Debug, Args)]
pub(crate) struct Diagnostics {
    /// The archive to write [default: homing-diagnostics.zip in the current folder]
    #[arg(value_name = "FILE", default_value = "homing-diagnostics.zip", hide_default_value = true)]
    pub(crate) file: PathBuf,

    /// Show the names of accounts too
    #[arg(long)]
    pub(crate) names: bool,

    /// Write it without asking
    #[arg(long)]
    pub(crate) yes: bool,
}
