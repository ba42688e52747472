//! The configuration: as a table, and as JSON.

use std::path::Path;

use homing_app::json::SettingJson;
use homing_app::{Origin, Setting};
use serde::Serialize;

use crate::render::text::printable;
use crate::screen::Screen;

/// What `config show --json` writes; `get`, `set` and `unset` the same of one key.
#[derive(Debug, Serialize)]
pub(crate) struct ConfigJson<'a> {
    file: String,
    settings: Vec<SettingJson<'a>>,
}

/// What `config path --json` writes.
#[derive(Debug, Serialize)]
pub(crate) struct PathJson {
    file: String,
}

/// Where the file is.
pub(crate) fn path(file: &Path) -> PathJson {
    PathJson { file: file.display().to_string() }
}

/// As JSON.
pub(crate) fn json<'a>(file: &Path, settings: &'a [Setting]) -> ConfigJson<'a> {
    ConfigJson {
        file: file.display().to_string(),
        settings: settings.iter().map(SettingJson::from).collect(),
    }
}

/// As a table.
pub(crate) fn table(settings: &[Setting], _: &Screen) -> String {
    let row = |setting: &Setting| {
        let origin = match setting.origin {
            Origin::File => "homing.toml".to_owned(),
            Origin::Environment(variable) => variable.to_owned(),
            _ => "default".to_owned(),
        };
        let value = setting.value.as_deref().map_or_else(|| "-".to_owned(), printable);
        format!("{:<10} {value:<32} {origin}", setting.key.name())
    };
    settings.iter().map(row).collect::<Vec<_>>().join("\n")
}
