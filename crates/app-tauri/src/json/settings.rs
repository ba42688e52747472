//! The settings of `homing.toml`, and where an installation has its files.

use serde::Serialize;

use crate::config::Places;
use crate::settings::{Key, Origin, Setting};

/// A key with its effective value. A proxy's and a database's user and password are left out of it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SettingJson<'a> {
    key: Key,
    value: Option<&'a str>,
    origin: OriginCode,
    /// The variable of the environment that says so.
    variable: Option<&'static str>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
enum OriginCode {
    Default,
    File,
    Environment,
}

/// The folders of an installation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FoldersJson {
    data: String,
    config: String,
    logs: String,
}

impl<'a> From<&'a Setting> for SettingJson<'a> {
    fn from(Setting { key, value, origin }: &'a Setting) -> Self {
        let (origin, variable) = match *origin {
            Origin::Default => (OriginCode::Default, None),
            Origin::File => (OriginCode::File, None),
            Origin::Environment(variable) => (OriginCode::Environment, Some(variable)),
        };
        Self { key: *key, value: value.as_deref(), origin, variable }
    }
}

impl From<&Places> for FoldersJson {
    fn from(places: &Places) -> Self {
        Self {
            data: places.data.display().to_string(),
            config: places.config.display().to_string(),
            logs: places.log_folder().display().to_string(),
        }
    }
}
