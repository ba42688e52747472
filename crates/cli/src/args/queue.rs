//! `queue`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use homing_domain::task::TaskRef;

use super::Changes;

/// `queue`.
#[derive(Debug, Subcommand)]
pub(crate) enum Queue {
    /// List every unsent change
    List,
    /// Show one unsent change with what it carries
    Show {
        /// Its id, or at least the first 4 digits of it, or its number in the list, as @12
        task: TaskRef,
    },
    /// Change the entry that an unsent change is of; what the server refused goes again with it
    Edit(Box<EditUnsent>),
    /// Let changes that the server refused go again
    Retry(Retry),
    /// Give changes up: the server will not have them, this machine keeps them
    Discard(Discard),
    /// Write every unsent change out, one line of JSON each
    Export {
        /// The file to make; - is standard output
        #[arg(default_value = "-")]
        file: PathBuf,
    },
}

/// `queue edit`.
#[derive(Debug, Args)]
pub(crate) struct EditUnsent {
    /// Its id, or at least the first 4 digits of it, or its number in the list, as @12
    #[arg(value_name = "TASK")]
    pub(crate) task: TaskRef,

    #[command(flatten)]
    pub(crate) changes: Changes,
}

/// `queue retry`.
#[derive(Debug, Args)]
pub(crate) struct Retry {
    /// Their ids, or at least the first 4 digits of each, or their numbers in the list, as @12
    #[arg(value_name = "TASK", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) tasks: Vec<TaskRef>,

    /// All that were refused
    #[arg(long)]
    pub(crate) all: bool,
}

/// `queue discard`.
#[derive(Debug, Args)]
pub(crate) struct Discard {
    /// Their ids, or at least the first 4 digits of each, or their numbers in the list, as @12
    #[arg(value_name = "TASK", required = true)]
    pub(crate) tasks: Vec<TaskRef>,

    /// Discard without being asked
    #[arg(long)]
    pub(crate) yes: bool,
}
