//! How the log is written: one line an event to standard error, as text or as JSON.

use std::error::Error;
use std::io::{self, IsTerminal as _};
use std::panic::{self, PanicHookInfo};
use std::str::FromStr;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// The form of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people: the time, the level, the request, what happened.
    #[default]
    Text,
    /// For programs: an object a line, with the request's members in `span`.
    Json,
}

/// It is neither of them.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("it takes text or json")]
pub(crate) struct LogFormatError;

impl FromStr for LogFormat {
    type Err = LogFormatError;

    fn from_str(text: &str) -> Result<Self, LogFormatError> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(LogFormatError),
        }
    }
}

/// What is logged: a filter as `tracing-subscriber` reads it.
#[derive(Debug)]
pub(crate) struct LogFilter(EnvFilter);

impl FromStr for LogFilter {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        EnvFilter::try_new(text).map(Self)
    }
}

/// Sets up the log of this process.
///
/// Colours are for a terminal alone: in a file they are noise, and a search for a word misses it.
pub(crate) fn start(format: LogFormat, filter: LogFilter) {
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let log = tracing_subscriber::fmt().with_env_filter(filter.0).with_writer(io::stderr).with_ansi(colours);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    panic::set_hook(Box::new(note_panic));
}

/// An error and all that caused it, on one line.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}

/// A panic is a fault of the server and says where. Its message stays out: it may quote what was worked on.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a part of the server panicked; what it worked on was given up");
}
