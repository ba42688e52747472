//! What is recorded: `start` and `add`.

use clap::Args;
use homing_domain::time::Draft;

use crate::time_arg::TimeArg;

/// What is being worked on.
#[derive(Debug, Args)]
pub(crate) struct What {
    /// What is being done
    #[arg(value_name = "DESCRIPTION")]
    words: Vec<String>,

    /// The project
    #[arg(long, value_name = "P")]
    project: Option<String>,

    /// A tag; give it again for more
    #[arg(long = "tag", value_name = "T")]
    tags: Vec<String>,
}

impl From<What> for Draft {
    fn from(What { words, project, tags }: What) -> Self {
        Self { project, description: words.join(" "), tags }
    }
}

/// `add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// When work began: 2026-11-22T09:15:00+01:00, "2026-11-22 09:15" or 09:15 (today)
    #[arg(long, value_name = "T")]
    pub(crate) from: TimeArg,

    /// When it ended, in the same forms
    #[arg(long, value_name = "T")]
    pub(crate) to: TimeArg,

    #[command(flatten)]
    pub(crate) what: What,
}
