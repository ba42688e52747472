//! When the earlier app's file was not imported, or not changed.

use homing_import::legacy::LegacyError;

use super::CommandError;
use crate::legacy::{DecideOriginalError, LegacyImportError, OriginalError};

impl From<LegacyImportError> for CommandError {
    fn from(error: LegacyImportError) -> Self {
        match error {
            LegacyImportError::NotFound { .. } => Self::NoEarlierFile,
            LegacyImportError::File { source, .. } => trouble(&source),
            LegacyImportError::OneRuns => Self::ImportAlreadyRunning,
            LegacyImportError::Lock(_) => Self::LockUnusable,
            LegacyImportError::Track(error) => error.into(),
            LegacyImportError::Queue(error) => error.into(),
        }
    }
}

impl From<OriginalError> for CommandError {
    fn from(error: OriginalError) -> Self {
        match error {
            OriginalError::RowsDamaged { .. }
            | OriginalError::RowsSealed { .. }
            | OriginalError::File { source: LegacyError::Damaged, .. } => Self::OriginalNeeded,
            OriginalError::File { source, .. } => trouble(&source),
            OriginalError::Queue(error) => error.into(),
        }
    }
}

impl From<DecideOriginalError> for CommandError {
    fn from(error: DecideOriginalError) -> Self {
        match error {
            DecideOriginalError::Import(error) => error.into(),
            DecideOriginalError::Original(error) => error.into(),
        }
    }
}

fn trouble(error: &LegacyError) -> CommandError {
    match error {
        LegacyError::NotThere(_) | LegacyError::NotReadable(_) => CommandError::FileUnreadable,
        LegacyError::Empty | LegacyError::NotADatabase | LegacyError::NoTables | LegacyError::Damaged => {
            CommandError::NotAnExport
        }
        LegacyError::InUse | LegacyError::Changed => CommandError::EarlierAppRuns,
        LegacyError::Copy(_) | LegacyError::NotWritable(_) => CommandError::FileNotWritable,
        _ => CommandError::DataUnusable,
    }
}
