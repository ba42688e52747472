//! A database of the earlier app, put together row by row. How its rows are written is in [`super::writing`].

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::BoxError;
use super::sealing::{access_token, own_key_in_hex, refresh_token, sealed_tokens};
use crate::legacy::DATABASE_NAME;

/// What the key file beside the database is called.
pub const KEY_FILE_NAME: &str = crate::legacy::KEY_FILE_NAME;

/// Which builds wrote the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Plain payloads with tokens.
    G0a,
    /// Plain payloads with sealed tokens.
    G0b,
    /// Plain payloads without tokens.
    G1,
    /// Payloads sealed with the built-in key.
    G2,
    /// Payloads sealed with [`OWN_KEY`].
    G3,
}

impl Generation {
    /// All of them, the oldest first.
    pub const ALL: [Self; 5] = [Self::G0a, Self::G0b, Self::G1, Self::G2, Self::G3];

    pub(super) fn is_first(self) -> bool {
        matches!(self, Self::G0a | Self::G0b)
    }
}

/// What a row has for a payload.
#[derive(Clone, Debug)]
pub enum Payload {
    /// What the generation makes of these fields.
    Fields(Json),
    /// The fields sealed with this key, whatever the generation.
    SealedWith([u8; 32], Json),
    /// This text as it is.
    Text(String),
    /// None.
    Null,
}

/// A row of the queue. Its number is its place in the file, from 1 on.
#[derive(Clone, Debug)]
pub struct Queued {
    /// The kind of event.
    pub event: Option<String>,
    /// What it says.
    pub payload: Payload,
    /// Whether it was sent.
    pub status: String,
    /// How often it was tried.
    pub retries: i64,
    /// When it was made, in seconds since 1970.
    pub created_at: i64,
    /// What went wrong the last time; not in the first builds.
    pub error: Option<String>,
}

impl Queued {
    /// A row that was never tried.
    #[must_use]
    pub fn new(event: &str, status: &str, created_at: i64, fields: Json) -> Self {
        Self {
            event: Some(event.to_owned()),
            payload: Payload::Fields(fields),
            status: status.to_owned(),
            retries: 0,
            created_at,
            error: None,
        }
    }
}

/// The row of a day.
#[derive(Clone, Debug)]
pub struct Day {
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
    /// What it came to, in seconds.
    pub seconds: i64,
    /// `running`, `paused` or `stopped`.
    pub state: String,
    /// When it was last written, in seconds since 1970.
    pub last_updated_at: i64,
    /// When the timer was started, as the build wrote it; not in the first builds.
    pub started_at: Option<i64>,
}

/// A file that is to be written.
#[derive(Clone, Debug)]
pub struct EarlierFile {
    /// Which builds wrote it.
    pub generation: Generation,
    /// Whether a later build opened a file of the first ones, and appended the columns that they lack.
    pub opened_later: bool,
    /// `PRAGMA user_version`, where it is not that of the generation.
    pub user_version: Option<i64>,
    /// Who was signed in; not in the first builds.
    pub signed_in: Option<String>,
    /// The queue.
    pub queue: Vec<Queued>,
    /// The days.
    pub days: Vec<Day>,
}

impl EarlierFile {
    /// A file without rows.
    #[must_use]
    pub fn new(generation: Generation) -> Self {
        let signed_in = (!generation.is_first()).then(|| "u1".to_owned());
        Self {
            generation,
            opened_later: false,
            user_version: None,
            signed_in,
            queue: Vec::new(),
            days: Vec::new(),
        }
    }

    /// Writes it into a folder that is there, under the name that it had, with the key file where the generation has
    /// one. Answers where the database is.
    ///
    /// # Errors
    /// Where it can't be written.
    pub async fn write(&self, folder: &Path) -> Result<PathBuf, BoxError> {
        let path = folder.join(DATABASE_NAME);
        let connection = self.fill(&path).await?;
        connection.close().await?;
        self.write_key(folder)?;
        Ok(path)
    }

    /// As [`Self::write`], but as a build that was killed left it: all rows are in the log alone.
    ///
    /// # Errors
    /// Where it can't be written.
    pub async fn write_with_hot_log(&self, folder: &Path) -> Result<PathBuf, BoxError> {
        let (path, draft) = (folder.join(DATABASE_NAME), folder.join("draft.db"));
        let connection = self.fill(&draft).await?;
        for end in ["", "-wal"] {
            fs::copy(folder.join(format!("draft.db{end}")), folder.join(format!("{DATABASE_NAME}{end}")))?;
        }
        connection.close().await?;
        fs::remove_file(draft)?;
        self.write_key(folder)?;
        Ok(path)
    }

    /// Every text that must be nowhere once the file was taken over: tokens, and sealed ones as they are sealed.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let rows = || (1..=self.queue.len()).map(|place| place as u64);
        let clear = rows().flat_map(|row| [access_token(row), refresh_token(row)]);
        match self.generation {
            Generation::G0a => clear.collect(),
            Generation::G0b => clear.chain(rows().flat_map(sealed_tokens)).collect(),
            Generation::G1 | Generation::G2 | Generation::G3 => Vec::new(),
        }
    }

    /// The two tokens of the last row, as a server gave them out, where the generation kept any.
    #[must_use]
    pub fn newest_tokens(&self) -> Option<(String, String)> {
        let last = self.queue.len() as u64;
        (self.generation.is_first() && last > 0).then(|| (access_token(last), refresh_token(last)))
    }

    fn write_key(&self, folder: &Path) -> Result<(), BoxError> {
        if self.generation == Generation::G3 {
            fs::write(folder.join(KEY_FILE_NAME), own_key_in_hex())?;
        }
        Ok(())
    }
}
