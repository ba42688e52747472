//! What tells the data folders apart that share one queue: a UUID in the file `machine`. Not the device of a sign-in,
//! which is the database's.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use homing_domain::ports::Ids;
use uuid::Uuid;

use crate::whole_file::{IfThere, WholeFile, write_new_file};

const FILE: &str = "machine";

/// What the folder is called, if it has a name yet.
///
/// # Errors
/// The file can't be read.
pub(super) fn known(folder: &Path) -> io::Result<Option<Uuid>> {
    match fs::read(folder.join(FILE)) {
        Ok(content) => Ok(std::str::from_utf8(&content).ok().and_then(|text| text.trim().parse().ok())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the folder is called; it gets a name where it has none, or none that can be read. Of programs that name a folder
/// at the same time, the first is heard.
///
/// # Errors
/// The file can't be read, or not be made.
pub(super) fn known_or_new(folder: &Path, ids: &dyn Ids) -> io::Result<Uuid> {
    if let Some(name) = known(folder)? {
        return Ok(name);
    }
    let place = folder.join(FILE);
    let name = ids.uuid();
    let line = format!("{name}\n");
    match write_new_file(&place, line.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => return made.map(|()| name),
    }
    if let Some(theirs) = known(folder)? {
        return Ok(theirs);
    }
    // Under another name the engine remembers nothing: that costs a request, never a task.
    let mut file = WholeFile::at(&place)?;
    file.out().write_all(line.as_bytes())?;
    file.finish(IfThere::Replace)?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::testing::SequentialIds;

    use super::*;

    #[test]
    fn a_folder_keeps_its_name_and_another_has_another() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_eq!(known(one.path()).unwrap(), None);
        let ids = SequentialIds::new(1);
        let name = known_or_new(one.path(), &ids).unwrap();
        assert_eq!(known_or_new(one.path(), &ids).unwrap(), name);
        assert_eq!(known(one.path()).unwrap(), Some(name));
        assert_ne!(known_or_new(other.path(), &ids).unwrap(), name);
    }

    #[test]
    fn a_name_that_cannot_be_read_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for damaged in [&b""[..], b"half-a-na", b"\xff\xfe"] {
            fs::write(folder.path().join(FILE), damaged).unwrap();
            let name = known_or_new(folder.path(), &SequentialIds::new(1)).unwrap();
            assert_eq!(known(folder.path()).unwrap(), Some(name));
        }
    }

    #[cfg(unix)]
    #[test]
    fn its_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        known_or_new(folder.path(), &SequentialIds::new(1)).unwrap();
        let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
