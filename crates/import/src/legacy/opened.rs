//! The way of one import, step by step, on a copy. What becomes of the work is the domain's business, and where
//! tokens go is the caller's.

use std::path::Path;

use homing_domain::time::EarlierWork;
use secrecy::SecretString;

use super::error::LegacyError;
use super::keys::Keys;

/// A copy of the earlier app's file, in a folder of its own.
#[derive(Debug)]
pub struct Opened {
    _private: (),
}

/// What the earlier app signed in with.
#[derive(Clone, Debug, Default)]
pub struct EarlierTokens {
    /// The token that requests carried. It has probably run out.
    pub access: Option<SecretString>,
    /// The token that is good for new ones, once.
    pub refresh: Option<SecretString>,
    /// What the server calls the person, where the file tells.
    pub user: Option<String>,
}

/// What became of the original while its copy was worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Original {
    /// Every byte is as it was.
    Untouched,
    /// Somebody else changed it meanwhile: the earlier app runs.
    ChangedByAnother,
}

/// Copies `original`, with its log, into the folder `work`, and takes the tokens out into memory. Whatever lies in
/// `work` is removed first; it must be a folder that is for this alone. Nothing is written at or beside the original.
///
/// # Errors
/// [`LegacyError`].
pub async fn open(original: &Path, work: &Path, keys: Keys) -> Result<Opened, LegacyError> {
    let _ = (original, work, keys);
    Err(LegacyError::Empty)
}

impl Opened {
    /// The newest tokens that can be used, where the file has any. They are in memory alone.
    #[must_use]
    pub fn tokens(&self) -> Option<EarlierTokens> {
        None
    }

    /// Takes every token out of the copy: the chain `legacy`, then the scrub. To do so twice changes nothing.
    ///
    /// # Errors
    /// [`LegacyError::Database`]; the copy may then still hold tokens, and [`remove_copy`] takes it away.
    pub async fn clean(&mut self) -> Result<(), LegacyError> {
        Ok(())
    }

    /// All that the file holds, without a token.
    ///
    /// # Errors
    /// [`LegacyError::Database`].
    pub async fn read(&self) -> Result<EarlierWork, LegacyError> {
        Ok(EarlierWork::default())
    }

    /// Removes the copy, and looks at the original once more.
    ///
    /// # Errors
    /// [`LegacyError::Copy`] where something of the copy could not be removed.
    pub async fn finish(self) -> Result<Original, LegacyError> {
        Ok(Original::Untouched)
    }
}

/// Removes what an import that was killed left in its folder `work`, and the folder. Nothing there is no error.
///
/// # Errors
/// [`LegacyError::Copy`].
pub fn remove_copy(work: &Path) -> Result<(), LegacyError> {
    let _ = work;
    Ok(())
}

/// Takes every token out of the original itself, and out of its free pages and logs; all else stays as it is. For the
/// explicit wish of a person alone. It may be stopped anywhere and asked for again.
///
/// # Errors
/// [`LegacyError`]; [`LegacyError::InUse`] while the earlier app has it.
pub async fn scrub_original(original: &Path, keys: Keys) -> Result<(), LegacyError> {
    let _ = (original, keys);
    Ok(())
}

/// Deletes the original with its logs. For the explicit wish of a person alone. The key file stays: what the earlier
/// app had set aside as broken may need it.
///
/// # Errors
/// [`LegacyError::NotThere`], [`LegacyError::NotWritable`].
pub fn delete_original(original: &Path) -> Result<(), LegacyError> {
    let _ = original;
    Ok(())
}
