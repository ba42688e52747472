//! `import`.

use std::path::PathBuf;

use clap::Subcommand;

/// `import`.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Take in an export of Timewarrior, made by `timew export`
    Timewarrior {
        /// The exported file; - is standard input
        file: PathBuf,
    },
}
