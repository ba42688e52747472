//! Where this program's log goes: to the file in the data folder, as homing.toml says, and to standard error for
//! whoever asks with `HOMING_LOG`.

use std::ffi::OsStr;

use homing_app::{LogConfig, LogFilterError, LogTargets, Places, start_logs};

/// Begins to write logs. `filter` is as in `debug` or `homing_domain=debug`.
///
/// # Errors
/// [`LogFilterError`].
pub(crate) fn start(
    filter: Option<&OsStr>,
    coloured: bool,
    places: &Places,
    config: LogConfig,
) -> Result<(), LogFilterError> {
    let filter = filter.filter(|filter| !filter.is_empty());
    let filter = filter.map(|filter| filter.to_str().ok_or_else(LogFilterError::not_unicode)).transpose()?;
    start_logs(LogTargets {
        file: config.file.then(|| (places.log_folder(), config.level)),
        stderr: filter.map(|filter| (filter.to_owned(), coloured)),
    })
}
