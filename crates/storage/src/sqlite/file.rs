//! The file itself: its owner's alone.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::Path;

use homing_domain::ports::QueueError;

/// Makes the file, and its folder, where there is none; takes the rights of others away from a file that is
/// there, since SQLite gives its side files the rights of the main one. Says whether the file is empty.
pub(super) fn prepare(path: &Path) -> Result<bool, QueueError> {
    make(path).map_err(|error| QueueError::NotWritable(error.into()))
}

fn make(path: &Path) -> io::Result<bool> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let metadata = options.open(path)?.metadata()?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    }
    Ok(metadata.len() == 0)
}
