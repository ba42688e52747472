//! A file in a folder of the person's, under a name that nothing has there yet: the day and the time, and a number where
//! that is not enough.

use std::io;
use std::path::{Path, PathBuf};

use homing_domain::Timestamp;
use jiff::tz::TimeZone;

use crate::whole_file::{make_folder, write_new_file};

/// More files of one second than anyone makes.
const MOST: usize = 1_000;

/// What a file is called.
pub(crate) struct NewName<'a> {
    /// How its name begins.
    pub(crate) stem: &'a str,
    /// How it ends, without the dot.
    pub(crate) kind: &'a str,
    /// When it is made.
    pub(crate) now: Timestamp,
    /// In which zone that is said.
    pub(crate) zone: &'a TimeZone,
}

impl NewName<'_> {
    /// Writes the file, whole or not at all and for its owner alone, and tells where. A folder that is not there is
    /// made.
    pub(crate) fn write(&self, folder: &Path, content: &[u8]) -> io::Result<PathBuf> {
        if !folder.is_dir() {
            make_folder(folder)?;
        }
        let Self { stem, kind, now, zone } = self;
        let at = now.to_jiff().to_zoned((*zone).clone()).strftime("%Y-%m-%d-%H%M%S").to_string();
        for number in 1..=MOST {
            let name = match number {
                1 => format!("{stem}-{at}.{kind}"),
                number => format!("{stem}-{at}-{number}.{kind}"),
            };
            let place = folder.join(name);
            match write_new_file(&place, content) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                written => return written.map(|()| place),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}
