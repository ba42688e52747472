//! A file that was written.

use std::path::Path;

use serde::Serialize;

/// Where something was written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct FileJson {
    file: String,
}

impl From<&Path> for FileJson {
    fn from(file: &Path) -> Self {
        Self { file: file.display().to_string() }
    }
}
