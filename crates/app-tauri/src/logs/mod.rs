//! What happens inside, written down for whoever helps: a file in the data folder, and standard error for whoever
//! asks. Ids and counts, never a secret and never what someone wrote.

mod causes;
mod file;
mod panics;

use std::io;
use std::path::PathBuf;

use serde::Deserialize;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

pub use causes::Causes;
pub use file::LogFile;

/// Our crates all begin so. Nobody else writes to the file: what other crates say is not known to be harmless.
const OURS: &str = "homing";

/// How much is written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what nearly did.
    Warn,
    /// And what a person would notice.
    #[default]
    Info,
    /// And the way of each task.
    Debug,
    /// Everything.
    Trace,
}

/// What `homing.toml` says of logs, under `[log]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// How much goes to the file.
    pub level: LogLevel,
    /// Whether there is a file.
    pub file: bool,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: LogLevel::default(), file: true }
    }
}

/// Where logs go.
#[derive(Clone, Debug, Default)]
pub struct LogTargets {
    /// The folder of the files, and how much goes there.
    pub file: Option<(PathBuf, LogLevel)>,
    /// What goes to standard error, as in `debug` or `homing_domain=debug`, and whether in colours.
    pub stderr: Option<(String, bool)>,
}

/// Logs can't be written as wished. None are written then.
#[derive(Debug, thiserror::Error)]
#[error("the filter of the log can't be understood")]
pub struct LogFilterError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl LogFilterError {
    /// For a filter that is not even a text.
    #[must_use]
    pub fn not_unicode() -> Self {
        Self("it is not valid Unicode".into())
    }
}

impl From<LogLevel> for LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::ERROR,
            LogLevel::Warn => Self::WARN,
            LogLevel::Info => Self::INFO,
            LogLevel::Debug => Self::DEBUG,
            LogLevel::Trace => Self::TRACE,
        }
    }
}

/// The most that other crates may write to standard error, whatever is asked for: below it they write of requests,
/// statements and messages, and nobody promises what of them (ADR 106).
const OTHERS: LevelFilter = LevelFilter::INFO;

/// Begins to write logs, once in a process; an application with a subscriber of its own does without. From here on a
/// panic says where it was, in the log and on standard error, and not what it quotes.
///
/// # Errors
/// [`LogFilterError`].
pub fn start_logs(targets: LogTargets) -> Result<(), LogFilterError> {
    let to_stderr = targets.stderr.map(|(filter, coloured)| {
        let filter = EnvFilter::try_new(filter).map_err(|error| LogFilterError(error.into()))?;
        let harmless = Targets::new().with_target(OURS, LevelFilter::TRACE).with_default(OTHERS);
        Ok(fmt::layer().with_writer(io::stderr).with_ansi(coloured).with_filter(filter.and(harmless)))
    });
    let to_file = targets.file.map(|(folder, level)| {
        let writer = std::sync::Mutex::new(LogFile::new(folder));
        let ours = Targets::new().with_target(OURS, LevelFilter::from(level));
        fmt::layer().with_writer(writer).with_ansi(false).with_filter(ours)
    });
    let subscriber = tracing_subscriber::registry().with(to_stderr.transpose()?).with(to_file);
    subscriber.try_init().map_err(|error| LogFilterError(error.into()))?;
    panics::note_without_their_words();
    Ok(())
}
