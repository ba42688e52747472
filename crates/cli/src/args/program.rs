//! The program about itself: `completions`, `man`, and the hidden `reference`.

use std::path::PathBuf;

use clap::Subcommand;
use clap_complete::Shell;

/// What needs neither data nor configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum Program {
    /// Write the completions for a shell
    Completions {
        /// Which shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write the manual page
    Man {
        /// Write a page for each command into this folder
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Write the tables of docs/cli.md
    #[command(hide = true)]
    Reference {
        /// Put them into this file, where they stand already
        #[arg(long, value_name = "FILE")]
        into: Option<PathBuf>,
    },
}
