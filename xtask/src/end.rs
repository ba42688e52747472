//! How xtask ends: its exit codes. The programs that it runs have codes of their own.

use std::process::ExitCode;

/// The table of `--help`. A command line that can't be understood ends in clap, with 2.
pub(crate) const HELP: &str = "\
Exit codes:
  0   done
  1   a step or a test failed, or the two sides of the main job differ
  2   the command line was not understood
  69  system packages are missing and were not installed: nobody agreed, or apt-get failed
  77  system packages are missing, and nobody here may install them; the line to type was printed";

/// The end of a task that ran as it should. Anything unforeseen is an error, and leaves as [`End::Failed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// All done.
    Done,
    /// A step or a test failed, or the two sides differ.
    Failed,
    /// System packages are missing and were not installed.
    PackagesMissing,
    /// System packages are missing, and nobody here may install them.
    NoPrivilege,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        ExitCode::from(match end {
            End::Done => 0,
            End::Failed => 1,
            End::PackagesMissing => 69,
            End::NoPrivilege => 77,
        })
    }
}
