//! The way of one import, step by step, on a copy. What becomes of the work is the domain's business, and where
//! tokens go is the caller's.

use std::path::{Path, PathBuf};

use homing_domain::time::EarlierWork;
use homing_migrations::MigratorTrait;
use homing_migrations::legacy::LegacyMigrator;
use sea_orm::{DatabaseConnection, DbErr};

use super::copy::{self, Print, WorkFolder};
use super::database::{self, Alone, Table, of_the_copy};
use super::error::LegacyError;
use super::keys::Keys;
use super::rows::{self, Rows};
use super::salvage::{self, Damaged};
use super::tokens::{EarlierTokens, Tokens};
use super::{scrub, sort};

/// A copy of the earlier app's file, in a folder of its own. Whatever ends it, the copy goes with it, unless the
/// process dies: then [`remove_copy`] does.
#[derive(Debug)]
pub struct Opened {
    original: PathBuf,
    print: Print,
    keys: Keys,
    tokens: Tokens,
    signed_in: Option<String>,
    damaged: Vec<Damaged>,
    // Before the folder: files that are open can't be removed everywhere.
    connection: DatabaseConnection,
    work: WorkFolder,
}

/// What became of the original while its copy was worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Original {
    /// Every byte is as it was.
    Untouched,
    /// Somebody else changed it meanwhile: the earlier app runs, or the file is gone.
    ChangedByAnother,
}

/// Copies `original`, with its log, into the folder `work`, and takes the tokens out into memory. A copy that lies in
/// `work` is removed first. Nothing is written at or beside the original.
///
/// # Errors
/// [`LegacyError`]. Nothing of a copy is left then.
pub async fn open(original: &Path, work: &Path, keys: Keys) -> Result<Opened, LegacyError> {
    let folder = WorkFolder::new(work)?;
    let print = folder.copy(original)?;
    let (connection, damaged) = whole(&folder).await?;
    let tokens = tokens_of(&connection, &keys).await.map_err(of_the_copy)?;
    let signed_in = rows::current_user(&connection).await.map_err(of_the_copy)?;
    Ok(Opened {
        original: original.to_owned(),
        print,
        keys,
        tokens,
        signed_in,
        damaged,
        connection,
        work: folder,
    })
}

/// A connection to the copy, or to what could be saved of it.
async fn whole(folder: &WorkFolder) -> Result<(DatabaseConnection, Vec<Damaged>), LegacyError> {
    let copied = folder.database();
    if copy::is_empty(&copied) {
        return Err(LegacyError::Empty);
    }
    let (connection, tables, sound) = match look(&copied).await {
        Err(error) if database::is_damage(&error) => {
            let connection = database::connect_whatever_it_is(&copied).await.map_err(of_the_copy)?;
            let tables = database::tables(&connection).await.map_err(of_the_copy)?;
            (connection, tables, false)
        }
        looked => looked.map_err(of_the_copy)?,
    };
    if !tables.iter().any(|table| matches!(table, Table::Queue | Table::Days)) {
        return Err(LegacyError::NoTables);
    }
    if sound {
        return Ok((connection, Vec::new()));
    }
    copy::private(&folder.salvage()).map_err(LegacyError::Copy)?;
    let saved = salvage::save(&connection, &tables, &folder.salvage()).await.map_err(of_the_copy)?;
    connection.close().await.map_err(of_the_copy)?;
    copy::remove_database(&copied).map_err(LegacyError::Copy)?;
    if saved.saved == 0 && !saved.damaged.is_empty() {
        return Err(LegacyError::Damaged);
    }
    tracing::warn!(saved = saved.saved, damaged = saved.damaged.len(), "the earlier app's file is damaged");
    let connection = database::connect(&folder.salvage()).await.map_err(of_the_copy)?;
    Ok((connection, saved.damaged))
}

/// A connection, the tables that are there, and whether all is sound.
async fn look(copied: &Path) -> Result<(DatabaseConnection, Vec<Table>, bool), DbErr> {
    let connection = database::connect(copied).await?;
    let tables = database::tables(&connection).await?;
    let sound = salvage::is_sound(&connection).await?;
    Ok((connection, tables, sound))
}

async fn tokens_of(connection: &DatabaseConnection, keys: &Keys) -> Result<Tokens, DbErr> {
    let mut tokens = Tokens::default();
    let queue = Rows::of_the_queue(connection).await?;
    for number in &queue.numbers {
        if let Some(row) = queue.queued(*number).await? {
            tokens.look_at(&row, keys);
        }
    }
    Ok(tokens)
}

impl Opened {
    /// The newest tokens that can be used, where the file has any. They are in memory alone.
    #[must_use]
    pub fn tokens(&self) -> Option<EarlierTokens> {
        self.tokens.newest(self.signed_in.as_deref())
    }

    /// Takes every token out of the copy: the chain `legacy`, then the scrub. To do so twice changes nothing.
    ///
    /// # Errors
    /// [`LegacyError::Database`]: the copy may still hold tokens, and should go.
    pub async fn clean(&mut self) -> Result<(), LegacyError> {
        LegacyMigrator::up(&self.connection, None).await.map_err(of_the_copy)?;
        scrub::rows(&self.connection, &self.keys, &self.tokens).await.map_err(of_the_copy)?;
        if !scrub::file(&self.connection).await.map_err(of_the_copy)? {
            return Err(LegacyError::InUse);
        }
        scrub::without_log(&self.connection).await.map_err(of_the_copy)
    }

    /// All that the file holds, without a token.
    ///
    /// # Errors
    /// [`LegacyError::Database`].
    pub async fn read(&self) -> Result<EarlierWork, LegacyError> {
        let work = sort::read(&self.connection, &self.keys, &self.tokens, &self.damaged);
        work.await.map_err(of_the_copy)
    }

    /// What the original was when it was copied.
    #[must_use]
    pub fn print(&self) -> Print {
        self.print
    }

    /// Removes the copy, and looks at the original once more.
    ///
    /// # Errors
    /// [`LegacyError::Copy`] where something of the copy could not be removed.
    pub async fn finish(self) -> Result<Original, LegacyError> {
        let Self { original, print, connection, work, .. } = self;
        connection.close().await.map_err(of_the_copy)?;
        work.remove()?;
        let untouched = copy::print(&original).is_ok_and(|now| now == print);
        Ok(if untouched { Original::Untouched } else { Original::ChangedByAnother })
    }
}

/// Removes what an import that was killed left in its folder `work`, and the folder. Nothing there is no error, and
/// what is not of a copy stays.
///
/// # Errors
/// [`LegacyError::Copy`].
pub fn remove_copy(work: &Path) -> Result<(), LegacyError> {
    copy::remove(work)
}

/// Takes every token out of the original itself, and out of its free pages and logs; all else stays as it is. For the
/// explicit wish of a person alone. It may be stopped anywhere and asked for again. Rows that no key opens stay closed.
///
/// # Errors
/// [`LegacyError`]; [`LegacyError::InUse`] while the earlier app has it, before anything is changed; where that opens it
/// later, rows may have lost their tokens and free pages not. A damaged file is not changed.
pub async fn scrub_original(original: &Path, keys: &Keys) -> Result<(), LegacyError> {
    copy::print(original)?;
    if copy::is_empty(original) {
        return Err(LegacyError::Empty);
    }
    let of = database::of_the_original;
    Alone::with(original).await.map_err(of)?.end().await.map_err(of)?;
    let connection = database::connect(original).await.map_err(of)?;
    if !database::tables(&connection).await.map_err(of)?.contains(&Table::Queue) {
        connection.close().await.map_err(of)?;
        return Err(LegacyError::NoTables);
    }
    if !salvage::is_sound(&connection).await.map_err(of)? {
        return Err(LegacyError::Damaged);
    }
    let tokens = tokens_of(&connection, keys).await.map_err(of)?;
    scrub::rows(&connection, keys, &tokens).await.map_err(of)?;
    let alone = scrub::file(&connection).await.map_err(of)?;
    connection.close().await.map_err(of)?;
    if alone { Ok(()) } else { Err(LegacyError::InUse) }
}

/// Deletes the original with its logs, where it is what was imported: `imported` is its [`Opened::print`]. For the
/// explicit wish of a person alone. The key file stays: what the earlier app had set aside as broken may need it.
///
/// # Errors
/// [`LegacyError::NotThere`], [`LegacyError::NotReadable`], [`LegacyError::NotWritable`]; [`LegacyError::Changed`] where
/// it is something else by now; [`LegacyError::InUse`] where another connection has it. It is there then.
pub async fn delete_original(original: &Path, imported: Print) -> Result<(), LegacyError> {
    let of = database::of_the_original;
    if copy::print(original)? != imported {
        return Err(LegacyError::Changed);
    }
    let alone = Alone::with(original).await.map_err(of)?;
    let (print, _open) = copy::print_of_open(original)?;
    if print != imported {
        alone.end().await.map_err(of)?;
        return Err(LegacyError::Changed);
    }
    let remove = || copy::remove_database(original).map_err(|error| LegacyError::NotWritable(error.into()));
    if cfg!(windows) {
        // What SQLite has open can't be removed there, neither ours nor another's.
        alone.end().await.map_err(of)?;
        return remove();
    }
    let removed = remove();
    alone.end().await.map_err(of)?;
    removed
}
