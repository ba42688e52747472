//! Homing on the same folders as the terminal's, with nobody at a prompt.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use homing_app::{
    Config, Homing, LogFilterError, LogTargets, NoEvents, NoPassphrase, NoSignals, OpenOptions, Places,
    start_logs,
};
use homing_domain::task::Kinds;

use crate::failure::Failure;

/// The folders. From here on there is a log.
pub(crate) fn places() -> Result<Places, Failure> {
    let places = Places::find(folder("HOMING_DATA_DIR"), folder("HOMING_CONFIG_DIR"))?;
    log(&places)?;
    Ok(places)
}

/// Opens it on Tauri's own runtime, which the commands run on.
pub(crate) fn open(places: Places) -> Result<Homing, Failure> {
    let options = OpenOptions {
        places,
        ca_file: folder("HOMING_CA_FILE"),
        passphrase: Arc::new(NoPassphrase),
        kinds: Kinds::new(),
        events: Arc::new(NoEvents),
        signals: Arc::new(NoSignals),
    };
    Ok(tauri::async_runtime::block_on(Homing::open(options))?)
}

fn log(places: &Places) -> Result<(), LogFilterError> {
    // What is wrong with the configuration is said when it is opened; until then logs are as without one.
    let config = Config::load(&places.config_file()).map(|config| config.log).unwrap_or_default();
    let filter = named("HOMING_LOG").map(OsString::into_string).transpose();
    let filter = filter.map_err(|_| LogFilterError::not_unicode())?;
    start_logs(LogTargets {
        file: config.file.then(|| (places.log_folder(), config.level)),
        stderr: filter.map(|filter| (filter, false)),
    })
}

fn folder(variable: &str) -> Option<PathBuf> {
    named(variable).map(Into::into)
}

/// What a variable says, where it says something.
fn named(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}
