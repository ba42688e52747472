//! A look for secrets in files, byte by byte.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The files below a folder that hold one of these texts. Every file counts, the logs of a database too.
///
/// # Errors
/// A file can't be read: then nobody knows.
pub fn files_that_hold(folder: &Path, secrets: &[String]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("not a folder: {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_that_hold(&path, secrets)?);
            continue;
        }
        let bytes = fs::read(&path).with_context(|| format!("can't be read: {}", path.display()))?;
        let holds = |secret: &String| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        if secrets.iter().any(holds) {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_amid_bytes_and_in_a_folder_below() -> Result<()> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("below"))?;
        fs::write(folder.path().join("clean"), b"\xffnothing here")?;
        fs::write(folder.path().join("below/log-wal"), b"\xff\0hunter2\xfe")?;
        let found = files_that_hold(folder.path(), &["other".into(), "hunter2".into()])?;
        assert_eq!(found, [folder.path().join("below/log-wal")]);
        Ok(())
    }
}
