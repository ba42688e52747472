//! What an import of the earlier app's file came to: counts of rows, by what they became and why.

use std::collections::BTreeMap;
use std::path::PathBuf;

use homing_domain::account::{Account, CredentialPlace, ServerUrl};
use homing_domain::ports::{Adopted, CredentialError};
use homing_domain::time::{EarlierWork, Past, TakenIn, UnfinishedMatter, Unreadable};
use homing_import::legacy::{KeyPlace, Print};

use crate::earlier_pictures::SentPictures;
use crate::session::SignInError;

/// What the file holds, in rows. Their sum is the number of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRows {
    /// Events that had reached the server.
    pub sent: usize,
    /// Events that were given up before they were sent.
    pub cancelled: usize,
    /// Totals of days.
    pub day_totals: usize,
    /// Unfinished work, by why it waits.
    pub unfinished: BTreeMap<UnfinishedMatter, usize>,
    /// Rows that can't be read, by why not.
    pub unreadable: BTreeMap<Unreadable, usize>,
}

impl FileRows {
    /// Counts them.
    #[must_use]
    pub fn of(work: &EarlierWork) -> Self {
        let mut rows = Self::default();
        for past in &work.past {
            match past.what {
                Past::Cancelled { .. } => rows.cancelled += 1,
                Past::DayTotal { .. } => rows.day_totals += 1,
                _ => rows.sent += 1,
            }
        }
        for work in &work.unfinished {
            *rows.unfinished.entry(work.matter).or_default() += work.rows.len();
        }
        for row in &work.unreadable {
            *rows.unreadable.entry(row.why).or_default() += 1;
        }
        rows
    }

    /// How many can't be read, whenever they came.
    #[must_use]
    pub fn not_read(&self) -> usize {
        self.unreadable.values().sum()
    }

    /// How many the file has.
    #[must_use]
    pub fn all(&self) -> usize {
        let unfinished: usize = self.unfinished.values().sum();
        self.sent + self.cancelled + self.day_totals + unfinished + self.not_read()
    }
}

/// What became of the pictures that nobody needs to be asked of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pictures {
    /// So many are in the queue now, and go with the next sync.
    pub ready: usize,
    /// So many could not be put there, and stay with what waits for a person.
    pub left: usize,
}

impl From<&SentPictures> for Pictures {
    fn from(sent: &SentPictures) -> Self {
        for (item, error) in &sent.left {
            tracing::info!(item = %item.id, %error, "a picture of the earlier app is not sent");
        }
        Self { ready: sent.attached.len(), left: sent.left.len() }
    }
}

/// What became of the sign-in of the earlier app.
#[derive(Debug)]
#[non_exhaustive]
pub enum EarlierSignIn {
    /// The file has none.
    None,
    /// It was moved: this account is signed in now.
    Moved {
        /// The account.
        account: Box<Account>,
        /// What was recorded before anyone had signed in and now belongs to it.
        adopted: Adopted,
    },
    /// It would be moved, were this no dry run.
    WouldMove {
        /// To where it belongs.
        server: ServerUrl,
        /// Where it would be kept.
        place: CredentialPlace,
    },
    /// It stays where it was.
    NotMoved(NotMoved),
}

/// Why the sign-in of the earlier app was not moved.
#[derive(Debug)]
#[non_exhaustive]
pub enum NotMoved {
    /// An import has done so before.
    Before,
    /// Somebody signed in here, or recorded here last.
    Somebody(Box<Account>),
    /// No server is set.
    NoServer,
    /// The server that is set speaks another API than the earlier app's, as `homing.toml` has it.
    OtherApi(ServerUrl),
    /// The server that is set would hear it in the clear.
    InTheClear(ServerUrl),
    /// The file does not say whose it is.
    NoUser,
    /// What is left of it gets no new tokens.
    NothingToRenew,
    /// Where it was to be kept can't be used.
    Place(CredentialError),
    /// It could not be kept.
    SignIn {
        /// The server that it belongs to.
        server: ServerUrl,
        /// Why not.
        source: SignInError,
    },
}

/// What an import came to.
#[derive(Debug)]
pub struct LegacyReport {
    /// The file.
    pub file: PathBuf,
    /// What that was when it was copied.
    pub print: Print,
    /// Whether nothing of it was kept, as this was to be a look alone.
    pub dry_run: bool,
    /// What the file holds.
    pub rows: FileRows,
    /// What of it is new, and what was here before.
    pub taken_in: TakenIn,
    /// The pictures.
    pub pictures: Pictures,
    /// The sign-in.
    pub sign_in: EarlierSignIn,
    /// Where a key was given that is none.
    pub unusable_keys: Vec<KeyPlace>,
    /// Whether somebody else wrote to the file meanwhile: the earlier app runs.
    pub changed_by_another: bool,
    /// Other files of the earlier app that were found, and not read.
    pub others: Vec<PathBuf>,
}
