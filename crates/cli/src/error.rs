//! What can keep a command from being done: each with its cause, and none with a text for people, which
//! [`crate::explain`] finds.

use std::io;
use std::path::PathBuf;

use homing_app::{
    AttachError, BackupError, ChangeError, ConfigError, DecideOriginalError, EarlierPictureError,
    ExportError, ImportError, LegacyImportError, LogFilterError, NetworkError, OpenError, OriginalError,
    PlacesError, RemoteError, SignInError, SignOutError, SwitchError, SyncError, UnclearAccountError,
};
use homing_domain::account::{ServerUrl, ServerUrlError};
use homing_domain::names::TaskId;
use homing_domain::ports::{DiscardError, NudgeError, QueueError};
use homing_domain::task::FindTaskError;
use homing_domain::time::{FindError, FindItemError, ItemId, ProjectsError, TrackError};
use jiff::civil::Date;

use crate::secret_input::SecretInputError;
use crate::time_arg::LocalTimeError;

/// A command that was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// `HOMING_LOG` is not a filter.
    #[error(transparent)]
    LogFilter(#[from] LogFilterError),
    /// There are no folders.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// The program could not begin.
    #[error("the runtime can't be started")]
    Runtime(#[source] io::Error),
    /// The configuration can't be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The configuration was not changed.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The app could not be opened.
    #[error("the data folder {} can't be opened", data.display())]
    Open {
        /// The data folder.
        data: PathBuf,
        /// Why not.
        #[source]
        source: OpenError,
    },
    /// What is recorded would be gone at the end of this command.
    #[error("the storage is the memory of one command")]
    MemoryStorage,
    /// A server's address can't be used. The address stays out of it: it may hold a password.
    #[error("the server's address can't be used")]
    Server(#[from] ServerUrlError),
    /// No server is named, neither here nor in the configuration.
    #[error("no server is named")]
    NoServer,
    /// One descriptor is to give two secrets.
    #[error("password and passphrase come from one descriptor")]
    OneDescriptorForTwo,
    /// There is no password or passphrase.
    #[error(transparent)]
    Secret(#[from] SecretInputError),
    /// A time names no instant, or two.
    #[error(transparent)]
    Time(#[from] LocalTimeError),
    /// A stretch of days ends before it begins.
    #[error("the days from {from} to {to} are none")]
    DaysBackwards {
        /// The first day.
        from: Date,
        /// The last one.
        to: Date,
    },
    /// The sign-in did not come about.
    #[error("nobody was signed in to {server}")]
    SignIn {
        /// The server.
        server: ServerUrl,
        /// Why not.
        #[source]
        source: SignInError,
    },
    /// The server knows no provider to sign in at, and no name is given.
    #[error("{server} wants a name")]
    NameNeeded {
        /// The server.
        server: ServerUrl,
    },
    /// A person ended a sign-in that waited for the browser.
    #[error("the sign-in was ended")]
    SignInEnded,
    /// The sign-out did not come about.
    #[error("nobody was signed out")]
    SignOut(#[source] SignOutError),
    /// The switch did not come about.
    #[error("the active account was not changed")]
    Switch(#[source] SwitchError),
    /// No account of this machine is meant, or more than one. Its name is somebody's own words, and stays out of the log.
    #[error("the account was not found")]
    Account {
        /// What was given.
        name: String,
        /// Why it does not do.
        #[source]
        source: UnclearAccountError,
    },
    /// Work of an account that is not active was to be sent.
    #[error("only the active account is sent")]
    OnlyActiveIsSent {
        /// The account.
        name: String,
    },
    /// Something was not recorded.
    #[error("nothing was recorded")]
    Track(#[from] TrackError),
    /// No entry is meant, or more than one.
    #[error("the entry was not found")]
    Find(#[from] FindError),
    /// No item of the review is meant, or more than one.
    #[error("the item was not found")]
    FindItem(#[from] FindItemError),
    /// Nothing was made of an item of the review.
    #[error("item {item} is as it was")]
    Item {
        /// Which one.
        item: ItemId,
        /// Why not.
        #[source]
        source: Box<EarlierPictureError>,
    },
    /// A file was not attached.
    #[error("a file was not attached")]
    Attach {
        /// Which file. Its name is somebody's own words, and stays out of the log.
        path: PathBuf,
        /// Why not.
        #[source]
        source: Box<AttachError>,
    },
    /// There is no backup.
    #[error("there is no backup at {}", path.display())]
    Backup {
        /// Where it was to be.
        path: PathBuf,
        /// Why not.
        #[source]
        source: BackupError,
    },
    /// No unsent task is meant, or more than one.
    #[error("the task was not found")]
    FindTask(#[from] FindTaskError),
    /// The task carries no time entry that could be edited.
    #[error("task {0} is of no time entry")]
    TaskOfNoEntry(TaskId),
    /// A task was not discarded.
    #[error("nothing was discarded")]
    Discard(#[from] DiscardError),
    /// A file that was named can't be made.
    #[error("{} can't be made", path.display())]
    NewFile {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It needs a yes, and nobody can be asked.
    #[error("nobody said yes")]
    YesNeeded {
        /// What would have been asked.
        question: String,
    },
    /// Somebody was asked and did not say yes.
    #[error("somebody said no")]
    Declined,
    /// The sync did not come about.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The server's entries can't be shown.
    #[error("the server's entries can't be shown")]
    Remote(#[from] RemoteError),
    /// What is set for the network can't be used.
    #[error("the network settings can't be used")]
    Network(#[from] NetworkError),
    /// The server's projects can't be fetched.
    #[error("the server's projects can't be fetched")]
    Projects(#[from] ProjectsError),
    /// What is recorded can't be shown.
    #[error("what is recorded can't be shown")]
    Queue(#[from] QueueError),
    /// Changes by other programs can't be followed.
    #[error(transparent)]
    Watch(NudgeError),
    /// A file that was named can't be read.
    #[error("{} can't be read", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A file or folder that was named can't be written.
    #[error("{} can't be written", path.display())]
    Write {
        /// Which one.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The export was not made.
    #[error("{} was not written", path.display())]
    Export {
        /// Where it was to go.
        path: PathBuf,
        /// Why not.
        #[source]
        source: ExportError,
    },
    /// A form that is no JSON was to go where JSON was asked for.
    #[error("an export that is no JSON can't be a line of JSON")]
    JsonNeedsFile,
    /// The file was not imported.
    #[error("the import failed")]
    Import {
        /// Whose export it was to be, as in `a Timewarrior export`.
        what: &'static str,
        /// Why not.
        #[source]
        source: ImportError,
    },
    /// The earlier app's file was not imported.
    #[error("the import failed")]
    LegacyImport(#[source] LegacyImportError),
    /// The earlier app's file was not dealt with as a person wished.
    #[error("the earlier app's file was not changed")]
    Original(#[source] OriginalError),
    /// The result can't be written to standard output.
    #[error("the result can't be written")]
    Output(#[from] io::Error),
}

impl From<DecideOriginalError> for CliError {
    fn from(error: DecideOriginalError) -> Self {
        match error {
            DecideOriginalError::Import(error) => Self::LegacyImport(error),
            DecideOriginalError::Original(error) => Self::Original(error),
        }
    }
}
