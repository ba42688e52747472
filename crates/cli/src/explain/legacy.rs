//! When the earlier app's file was not imported, or not changed.

use homing_app::{LegacyError, LegacyImportError, OriginalError};

use super::credentials::lock;
use super::{Explained, Failure, queue, time};

const AGAIN: &str = "What was imported before this stays, and the same import goes on where it was.";

/// In a person's words.
pub(super) fn import(error: &LegacyImportError) -> Explained {
    match error {
        LegacyImportError::NotFound { looked_at } => {
            let places: Vec<_> = looked_at.iter().map(|place| place.display().to_string()).collect();
            Explained::new(
                Failure::NoEarlierFile,
                format!(
                    "No file of the earlier app was found. Nothing was imported; name it, as in `homing import legacy \
                     FILE`. It was looked for at {}.",
                    places.join(", ")
                ),
            )
        }
        LegacyImportError::File { file, source } => {
            let (failure, what) = file_trouble(source);
            let what = match source {
                LegacyError::NotThere(_) => format!("{what} Nothing was imported."),
                _ => format!("{what} It was not changed, and {}", nothing_imported(source)),
            };
            Explained::new(failure, format!("{what} The file is {}.", file.display()))
        }
        LegacyImportError::Lock(_) => lock("Nothing was imported."),
        LegacyImportError::Track(error) => with(time::track(error)),
        LegacyImportError::Queue(error) => with(queue::queue(error)),
        _ => Explained::new(
            Failure::Internal,
            format!("The import failed. {AGAIN} HOMING_LOG=error shows why."),
        ),
    }
}

/// In a person's words.
pub(super) fn original(error: &OriginalError) -> Explained {
    match error {
        OriginalError::RowsDamaged { file } => Explained::new(
            Failure::OriginalNeeded,
            format!(
                "Some rows of the file are damaged, so it alone has what is left of them. It was not deleted; keep it, \
                 or delete it yourself: {}",
                file.display()
            ),
        ),
        OriginalError::RowsSealed { file } => Explained::new(
            Failure::OriginalNeeded,
            format!(
                "Some rows of the file are sealed with a key that is not here, and only another import of the file opens \
                 them. It was not deleted; import it again once the key is back, or scrub it: {}",
                file.display()
            ),
        ),
        OriginalError::File { file, source: LegacyError::Damaged } => Explained::new(
            Failure::OriginalNeeded,
            format!(
                "The file is damaged, so its tokens can't be taken out. It was not changed, and what was imported stays; \
                 keep it, or delete it yourself: {}",
                file.display()
            ),
        ),
        OriginalError::File { file, source } => {
            let (failure, what) = file_trouble(source);
            let safe = "It is still there, and what was imported stays.";
            Explained::new(failure, format!("{what} {safe} The file is {}.", file.display()))
        }
        OriginalError::Queue(error) => queue::queue(error),
        _ => Explained::new(
            Failure::Internal,
            "The earlier app's file was not changed. What was imported stays; HOMING_LOG=error shows why.",
        ),
    }
}

fn with(Explained { failure, text }: Explained) -> Explained {
    Explained::new(failure, format!("{text} {AGAIN}"))
}

fn nothing_imported(error: &LegacyError) -> String {
    match error {
        // These may come late.
        LegacyError::Copy(_) | LegacyError::Database(_) => AGAIN.replacen("What", "what", 1),
        _ => "nothing was imported.".to_owned(),
    }
}

fn file_trouble(error: &LegacyError) -> (Failure, String) {
    match error {
        LegacyError::NotThere(_) => (Failure::FileUnreadable, "There is no such file.".to_owned()),
        LegacyError::NotReadable(source) => {
            (Failure::FileUnreadable, format!("The earlier app's file can't be read: {source}."))
        }
        LegacyError::Empty => (Failure::NotAnExport, "The file is empty.".to_owned()),
        LegacyError::NotADatabase => (
            Failure::NotAnExport,
            "The file is no database of the earlier app: it is no SQLite database.".to_owned(),
        ),
        LegacyError::NoTables => (
            Failure::NotAnExport,
            "The file is a database, but not one of the earlier app: it has none of its tables.".to_owned(),
        ),
        LegacyError::Damaged => {
            (Failure::NotAnExport, "The file is damaged, and none of its rows can be read.".to_owned())
        }
        LegacyError::InUse => {
            (Failure::EarlierAppRuns, "The earlier app has its file open. Quit it and try again.".to_owned())
        }
        LegacyError::Changed => (
            Failure::EarlierAppRuns,
            "The earlier app's file has changed since it was imported. Quit the earlier app and try again: what is new in \
             it is imported first."
                .to_owned(),
        ),
        LegacyError::NotWritable(_) => {
            (Failure::FileNotWritable, "The earlier app's file can't be changed.".to_owned())
        }
        LegacyError::Copy(source) => (
            Failure::FileNotWritable,
            format!("A copy of the earlier app's file can't be made or removed: {source}."),
        ),
        _ => (
            Failure::DataUnusable,
            "The copy of the earlier app's file can't be worked on; the disk may be full.".to_owned(),
        ),
    }
}
