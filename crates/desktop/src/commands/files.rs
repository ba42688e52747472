//! Showing where a file lies. Nothing is opened or run.

use std::path::{Path, PathBuf};

use homing_app::Places;
use tauri::{AppHandle, Manager as _, Runtime, State};

use super::DesktopError;
use crate::desktop::Desktop;

/// How the names of all files begin that Homing writes into the Downloads folder.
const OUR_NAMES: &str = "homing";

/// Shows a file that Homing wrote, or one of its folders, in the system's file manager.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub(super) async fn show_file<R: Runtime>(
    app: AppHandle<R>,
    desktop: State<'_, Desktop>,
    path: PathBuf,
) -> Result<(), DesktopError> {
    let downloads = app.path().download_dir().ok();
    let file = ours(&path, &desktop.places, downloads.as_deref())?;
    crate::session_bus::show_file(&file).await.map_err(|error| {
        tracing::warn!(causes = %homing_app::Causes(&error), "a file can't be shown");
        DesktopError::NoFileManager
    })
}

/// The file itself, where it is one of Homing's: links do not lead elsewhere.
fn ours(path: &Path, places: &Places, downloads: Option<&Path>) -> Result<PathBuf, DesktopError> {
    if !path.is_absolute() {
        return Err(DesktopError::NotOurs);
    }
    let file = path.canonicalize().map_err(|_| DesktopError::NoSuchFile)?;
    let within = |folder: &Path| folder.canonicalize().is_ok_and(|folder| file.starts_with(folder));
    let is_in = |folder: &Path| folder.canonicalize().is_ok_and(|folder| file.parent() == Some(&folder));
    let name = file.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let written = downloads.is_some_and(is_in) && name.starts_with(OUR_NAMES);
    if within(&places.data) || within(&places.config) || written {
        return Ok(file);
    }
    Err(DesktopError::NotOurs)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    #[test]
    fn only_files_of_homing_are_shown() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let folder = |name| {
            let folder = home.join(name);
            fs::create_dir(&folder).unwrap();
            folder
        };
        let places = Places { data: folder("data"), config: folder("config") };
        let downloads = folder("Downloads");
        let file = |folder: &Path, name| {
            let file = folder.join(name);
            fs::write(&file, "").unwrap();
            file
        };
        let (log, settings) = (file(&places.data, "homing.log"), file(&places.config, "homing.toml"));
        let (export, other) = (file(&downloads, "homing-export.json"), file(&downloads, "letter.txt"));
        let private = file(&home, "homing.txt");
        let ours = |path: &Path| ours(path, &places, Some(&downloads));
        for shown in [&log, &settings, &export, &places.data, &places.config] {
            assert_eq!(ours(shown).as_ref(), Ok(shown));
        }
        for refused in [&other, &private, &home, &downloads, &places.data.join("../homing.txt")] {
            assert_eq!(ours(refused), Err(DesktopError::NotOurs), "{}", refused.display());
        }
        assert_eq!(ours(Path::new("homing.log")), Err(DesktopError::NotOurs));
        assert_eq!(ours(&places.data.join("gone")), Err(DesktopError::NoSuchFile));
        #[cfg(unix)]
        {
            let link = places.data.join("link");
            std::os::unix::fs::symlink(&private, &link).unwrap();
            assert_eq!(ours(&link), Err(DesktopError::NotOurs));
        }
    }
}
