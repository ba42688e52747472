//! Whether a .deb is what a person can install: read by dpkg's own reader, never installed here.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The program, as in a desktop entry's `Exec`.
const PROGRAM: &str = "homing-desktop";
/// Where an entry must lie for a desktop to list it.
const ENTRIES: &str = "usr/share/applications";
/// The sizes without which a desktop shows a grey square.
const ICONS: [&str; 2] = ["32x32", "128x128"];

/// Reads the package, and unpacks it into a folder of its own to look at it.
///
/// # Errors
/// When dpkg can't read it, or something is missing in it: the message says what.
pub(super) fn check(package: &Path, folder: &Path) -> Result<()> {
    let fields = said(Command::new("dpkg-deb").arg("--field").arg(package))?;
    println!("{fields}");
    for name in ["Package", "Version", "Architecture", "Maintainer", "Description", "Depends"] {
        let value = field(&fields, name);
        ensure!(value.is_some_and(|value| !value.is_empty()), "the package does not say its {name}");
    }
    println!("{}", said(Command::new("dpkg-deb").arg("--contents").arg(package))?);
    said(Command::new("dpkg-deb").arg("--extract").arg(package).arg(folder))?;
    check_files(folder)
}

/// What a person has on their machine then.
fn check_files(folder: &Path) -> Result<()> {
    let outside: Vec<_> = names(folder)?.into_iter().filter(|name| name != "usr").collect();
    ensure!(outside.is_empty(), "the package has files outside of /usr: {}", outside.join(", "));
    let program = folder.join("usr/bin").join(PROGRAM);
    let about = fs::metadata(&program).context("the package has no program")?;
    ensure!(about.permissions().mode() & 0o111 == 0o111, "not everybody may start the program");
    for size in ICONS {
        let icons = folder.join("usr/share/icons/hicolor").join(size).join("apps");
        ensure!(!names(&icons)?.is_empty(), "the package has no icon of {size}");
    }
    let entries = folder.join(ENTRIES);
    let entry = names(&entries)?.into_iter().find(|name| name.ends_with(".desktop"));
    let entry = entries.join(entry.context("the package has no desktop entry")?);
    said(Command::new("desktop-file-validate").arg(&entry))?;
    let text = fs::read_to_string(&entry).context("the desktop entry can't be read")?;
    let starts = text.lines().find_map(|line| line.strip_prefix("Exec="));
    let starts = starts.and_then(|line| line.split_whitespace().next());
    ensure!(starts == Some(PROGRAM), "the desktop entry starts {starts:?}");
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let found = fs::read_dir(folder).with_context(|| format!("the package lacks {}", folder.display()))?;
    Ok(found.flatten().map(|file| file.file_name().to_string_lossy().into_owned()).collect())
}

/// The value of a field of a control file.
fn field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    fields.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

/// What a program says that succeeds.
fn said(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("could not be started: {command:?}"))?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} ended with {}: {error}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_read_by_its_whole_name() {
        let fields = "Package: homing\nVersion: 0.1.0\nInstalled-Size: 12\nDescription: Tracks time\n more";
        assert_eq!(field(fields, "Package"), Some("homing"));
        assert_eq!(field(fields, "Size"), None);
        assert_eq!(field(fields, "Depends"), None);
    }
}
