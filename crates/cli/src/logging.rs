//! What happens inside, on standard error, for whoever asks with `HOMING_LOG`. Off by default.

use std::ffi::OsStr;
use std::io;

use tracing_subscriber::EnvFilter;

/// `HOMING_LOG` is not a filter.
#[derive(Debug, thiserror::Error)]
#[error("HOMING_LOG can't be understood")]
pub(crate) struct LogFilterError(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Turns logging on where `filter` asks for it, as in `debug` or `homing_domain=debug`, in colours or not.
///
/// # Errors
/// [`LogFilterError`].
pub(crate) fn start(filter: Option<&OsStr>, coloured: bool) -> Result<(), LogFilterError> {
    let Some(filter) = filter.filter(|filter| !filter.is_empty()) else { return Ok(()) };
    let filter = filter.to_str().ok_or_else(|| LogFilterError("it is not valid Unicode".into()))?;
    let filter = EnvFilter::try_new(filter).map_err(|error| LogFilterError(error.into()))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(coloured)
        .try_init()
        .map_err(LogFilterError)
}
