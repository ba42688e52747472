//! `attach`.

use std::path::PathBuf;

use clap::Args;
use homing_domain::time::EntryRef;

/// `attach`.
#[derive(Debug, Args)]
pub(crate) struct Attach {
    /// The picture: a PNG, JPEG, GIF or WebP file of at most 20 MB. A copy is kept until it is sent
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The entry that it belongs to: its id or at least 4 digits of it, @1 for the latest of `homing log`, last or
    /// current. Without it: the running or paused one, else the latest
    #[arg(long, value_name = "ENTRY")]
    pub(crate) entry: Option<EntryRef>,
}
