//! What a page is told when something was not done: a code, and what belongs to it. Never a sentence: the page has
//! its own, in its own language. Where the terminal knows the same failure, the code is the same.

mod data;
mod earlier_app;
mod entry;
mod installation;
mod review;
mod sign_in;
mod signing_in;
mod sync;
mod task;
#[cfg(test)]
mod tests;
mod time;

use homing_domain::Timestamp;
use homing_domain::ports::OfflineCause;
use homing_domain::time::EntryId;
use serde::Serialize;

pub use entry::{EntryFault, FieldCode};
pub use installation::SettingFault;
pub use signing_in::TurnedDown;

use crate::json::GapJson;

/// A command that was not done. In JSON it is an object with `code`, such as `nothing-runs`, and the fields of its
/// kind. Codes are added, never renamed or taken away.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CommandError {
    /// An argument is missing, or of another shape than is documented.
    InvalidInput,

    /// No timer is running.
    NothingRuns,
    /// The timer is paused already.
    AlreadyPaused,
    /// The timer runs already.
    AlreadyRunning,
    /// The timer is paused, which is not over.
    Paused,
    /// The timer can't do that now.
    TimerRefuses,
    /// A time lies in the future.
    TimeInFuture {
        /// The time.
        at: Timestamp,
        /// What this machine's clock says.
        now: Timestamp,
    },
    /// A time lies before what the timer's entry already holds.
    TimeTooEarly {
        /// The time.
        at: Timestamp,
        /// The earliest that is possible.
        last: Timestamp,
    },
    /// What is given makes no valid entry.
    EntryInvalid(EntryFault),
    /// There is no such entry.
    NoSuchEntry,
    /// The entry belongs to another device.
    OtherDevice,
    /// The entry was changed since it was seen.
    EntryChanged {
        /// When it begins now, so that it is found among the entries of that day.
        from: Timestamp,
    },
    /// The entry says this already.
    NothingToChange,
    /// The entry has no such interval, or none is named.
    IntervalUnclear {
        /// How many it has.
        count: usize,
    },
    /// The interval has no end yet.
    IntervalOpen,
    /// It can hardly be meant. Asked again with `long_is_meant` or `loss_is_meant`, it is done.
    YesNeeded {
        /// How much work at a stretch it would make, or take away.
        work_seconds: u64,
    },
    /// The machine slept or was off while the timer ran, and somebody has to say what that was.
    GapUnanswered {
        /// When, and as far as is known why.
        gaps: Vec<GapJson>,
    },
    /// For how long the machine was away is not known, so a cut needs a time.
    CutNeedsTime {
        /// When it may have been.
        gaps: Vec<GapJson>,
    },
    /// A cut lies where there is nothing to cut.
    CutOutside {
        /// The time.
        at: Timestamp,
        /// The earliest that is possible.
        from: Timestamp,
        /// The latest.
        to: Timestamp,
    },
    /// The machine was never away while the timer ran, so there is nothing to cut.
    NoGap,
    /// There is nothing that can be undone.
    NothingToUndo,
    /// What was to be undone is not what was recorded last, or is undone already.
    UndoOutdated,
    /// The project takes no new work.
    ProjectArchived,

    /// There is no such item of the review.
    NoSuchItem,
    /// Nothing says when the work of an item began or ended. Ask the person, then send it again with `given`.
    TimesNeeded {
        /// Whether its beginning is missing.
        from: bool,
        /// Whether its end is.
        to: bool,
    },
    /// The item was decided on already, or changed meanwhile.
    ItemDecided,
    /// The server's entry of an item is here already.
    EntryThere {
        /// The entry.
        entry: EntryId,
    },
    /// Nothing tells which entry a picture belongs to.
    EntryNeeded,
    /// It is no picture, or one that is on its way already.
    NotAPicture,
    /// A picture has too many bytes.
    FileTooLarge {
        /// How many it may have.
        max_bytes: u64,
    },
    /// Too much waits to be sent already, or the server takes no such thing.
    NoRoom,
    /// The storage takes no files.
    FilesUnsupported,

    /// Another program writes to the data.
    DataBusy,
    /// The disk is full.
    DiskFull,
    /// The data can be read, and not written.
    DataNotWritable,
    /// The data may not be read.
    DataNotReadable,
    /// The data is gone from its place.
    DataGone,
    /// The folder of the data can't be made.
    DataFolder,
    /// What lies in the place of the data is not Homing's.
    DataForeign,
    /// The data is damaged.
    DataDamaged,
    /// The data was written by a newer Homing.
    DataNewer,
    /// The data can't be read or written.
    DataUnusable,
    /// A lock file can't be used.
    LockUnusable,

    /// There is no such unsent task: it was sent or changed meanwhile.
    NoSuchTask,
    /// The task is being sent.
    TaskBeingSent,
    /// The server may have the task already.
    TaskMayHaveArrived,

    /// A sync runs in this process.
    SyncAlreadyRunning,
    /// A sync runs in another process on the same data.
    SyncRunningElsewhere,
    /// Only a person can let it in.
    SignInNeeded,
    /// No such account is known here.
    NoSuchAccount,
    /// The account that would be left has unsent work. Ask the person; to keep it, send the command again with `unsent`.
    UnsentWork {
        /// How many of its changes wait to be sent.
        waiting: u64,
        /// How many need a person.
        attention: u64,
        /// How many of both have a picture.
        pictures: u64,
        /// Whether a timer of it runs or is paused.
        timer: bool,
    },
    /// Somebody switched to another account meanwhile.
    AccountChanged,
    /// The server can't be reached.
    ServerUnreachable {
        /// What kind of failure; none where the answer was lost.
        cause: Option<OfflineCause>,
    },
    /// The server has trouble.
    ServerTrouble {
        /// The status that it answered with.
        status: u16,
    },
    /// The server asks to wait.
    ServerThrottles {
        /// For how long, where it said so.
        wait_seconds: Option<u64>,
    },
    /// What is given is no address of a server.
    ServerAddress,
    /// The connection to the server is not encrypted. Ask the person; to sign in all the same, send the command again
    /// with `agreed`.
    InTheClear,
    /// What the provider grants would be good elsewhere, too. Ask the person; to sign in all the same, send the command
    /// again with `agreed`.
    GoodElsewhere {
        /// The provider.
        issuer: String,
        /// Where it would be good, as the server names it.
        resource: String,
    },
    /// The server does not accept the name with the password.
    WrongCredentials,
    /// The server knows no sign-in in the browser, so it needs a name and a password.
    NameNeeded,
    /// No browser could be opened.
    NoBrowser,
    /// The sign-in in the browser was ended: by a cancel, by the next one, or with its window.
    SignInCancelled,
    /// Server or provider said no.
    SignInTurnedDown(TurnedDown),
    /// The server does not take what the provider grants.
    TokensNotTaken,
    /// The provider that the server names can't be reached.
    ProviderUnreachable {
        /// What kind of failure; none where the answer was lost.
        cause: Option<OfflineCause>,
    },
    /// That provider has trouble.
    ProviderTrouble {
        /// The status that it answered with.
        status: u16,
    },
    /// That provider can't be relied on.
    ProviderUnfit,
    /// There is no keychain.
    KeychainMissing,
    /// The keychain is locked.
    KeychainLocked,
    /// The keychain does not answer, or does not keep what it is given.
    KeychainFails,
    /// The credential file needs its passphrase, and nobody can be asked.
    SecretNeeded,
    /// The passphrase does not open the credential file.
    WrongPassphrase,
    /// The stored sign-in can't be used.
    CredentialsUnusable,

    /// No file of the earlier app is there.
    NoEarlierFile,
    /// The file is none of the earlier app's.
    NotAnExport,
    /// The earlier app has its file open, or has changed it since it was imported.
    EarlierAppRuns,
    /// The earlier app's file is the only place of something.
    OriginalNeeded,
    /// Another import runs.
    ImportAlreadyRunning,
    /// A file that was named can't be read.
    FileUnreadable,

    /// The application gives the plugin no folders and no settings.
    NoInstallation,
    /// `homing.toml` can't be read, understood or written.
    Configuration,
    /// The setting can't have this value.
    SettingInvalid {
        /// Why not.
        because: SettingFault,
    },
    /// A file can't be written.
    FileNotWritable,

    /// A fault of Homing itself, which its log explains.
    Internal,
}
