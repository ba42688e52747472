//! A new file in a folder where others lie: under a name that nothing there has. Not what stands in it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::whole_file::make_folder;

/// So many names are tried. Whoever has as many files of one day and one kind has another trouble.
const NAMES: u32 = 1_000;

/// Writes a file into the folder, which is made where there is none: `stem.extension`, or `stem-2.extension` and so on
/// where that is there already. `write` never replaces a file, and says [`ErrorKind::AlreadyExists`] in its place.
///
/// # Errors
/// [`io::Error`] of `write`, or of the folder.
pub(crate) fn write_among(
    folder: &Path,
    (stem, extension): (&str, &str),
    write: impl Fn(&Path) -> io::Result<()>,
) -> io::Result<PathBuf> {
    make_folder(folder)?;
    for number in 1..=NAMES {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let place = folder.join(format!("{stem}{number}.{extension}"));
        match write(&place) {
            Ok(()) => return Ok(place),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::whole_file::write_new_file;

    #[test]
    fn each_file_has_a_name_of_its_own_and_none_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new").join("Downloads");
        let written = |text: &str| {
            let write = |place: &Path| write_new_file(place, text.as_bytes());
            write_among(&folder, ("report", "zip"), write).unwrap()
        };
        let (first, second, third) = (written("1"), written("2"), written("3"));
        assert_eq!(first, folder.join("report.zip"));
        assert_eq!((second, third.clone()), (folder.join("report-2.zip"), folder.join("report-3.zip")));
        assert_eq!((std::fs::read(first).unwrap(), std::fs::read(third).unwrap()), (vec![b'1'], vec![b'3']));
    }

    #[test]
    fn what_is_no_matter_of_the_name_is_tried_once() {
        let folder = tempfile::tempdir().unwrap();
        let tries = std::cell::Cell::new(0);
        let write = |_: &Path| {
            tries.set(tries.get() + 1);
            Err(ErrorKind::StorageFull.into())
        };
        let refused = write_among(folder.path(), ("report", "zip"), write).unwrap_err();
        assert_eq!((refused.kind(), tries.get()), (ErrorKind::StorageFull, 1));
    }
}
