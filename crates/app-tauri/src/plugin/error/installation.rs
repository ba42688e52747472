//! When a setting was not changed, or a file not written.

use serde::Serialize;

use super::CommandError;
use crate::config::ConfigError;
use crate::settings::ChangeError;

/// Why a setting can't have a value. In JSON it is the field `because` beside the code `setting-invalid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SettingFault {
    /// It is none of the values that the setting has.
    NotUnderstood,
    /// It is neither `true` nor `false`.
    NotBoolean,
    /// A password stands in it.
    Password,
}

impl From<ConfigError> for CommandError {
    fn from(_: ConfigError) -> Self {
        Self::Configuration
    }
}

impl From<ChangeError> for CommandError {
    fn from(error: ChangeError) -> Self {
        let because = match error {
            ChangeError::Config(error) => return error.into(),
            ChangeError::Unwritable { .. } => return Self::Configuration,
            ChangeError::Password(_) => SettingFault::Password,
            ChangeError::NotBoolean(_) => SettingFault::NotBoolean,
            ChangeError::Value { .. } => SettingFault::NotUnderstood,
        };
        Self::SettingInvalid { because }
    }
}
