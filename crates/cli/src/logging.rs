//! What happens inside, on standard error, for whoever asks with `HOMING_LOG`. Off by default.

use std::ffi::OsStr;
use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

/// `HOMING_LOG` is not a filter.
#[derive(Debug, thiserror::Error)]
#[error("HOMING_LOG can't be understood")]
pub(crate) struct LogFilterError(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Turns logging on where `filter` asks for it, as in `debug` or `homing_domain=debug`.
///
/// # Errors
/// [`LogFilterError`].
pub(crate) fn start(filter: Option<&OsStr>) -> Result<(), LogFilterError> {
    let Some(filter) = filter.filter(|filter| !filter.is_empty()) else { return Ok(()) };
    let filter = filter.to_str().ok_or_else(|| LogFilterError("it is not valid Unicode".into()))?;
    let filter = EnvFilter::try_new(filter).map_err(|error| LogFilterError(error.into()))?;
    let colours =
        io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(colours)
        .try_init()
        .map_err(LogFilterError)
}
