//! Every kind of failure, each with the name that scripts rely on and the code to leave with.

use serde::Serialize;

use crate::exit::ExitCode;

macro_rules! failures {
    ($(#[doc = $doc:literal] $variant:ident = $code:literal, $exit:ident;)+) => {
        /// Why a command was not done. Names are added, never renamed or taken away.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Failure { $(#[doc = $doc] $variant,)+ }

        impl Failure {
            /// Every kind.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in JSON.
            pub(crate) const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// What it means, for the documentation.
            pub(crate) const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $doc,)+ }
            }

            /// The code to leave with.
            pub(crate) const fn exit(self) -> ExitCode {
                match self { $(Self::$variant => ExitCode::$exit,)+ }
            }
        }
    };
}

failures! {
    /// The command line is not understood.
    Usage = "usage", Usage;
    /// The server's address can't be used.
    ServerAddress = "server-address", Configuration;
    /// No server is named.
    NoServer = "no-server", Usage;
    /// The server wants a name, and none is given.
    NameNeeded = "name-needed", Usage;
    /// One descriptor is to give two secrets.
    OneDescriptorForTwo = "one-descriptor-for-two", Usage;
    /// A descriptor can't be read.
    DescriptorUnreadable = "descriptor-unreadable", Usage;
    /// A time names no instant, or two.
    TimeUnclear = "time-unclear", BadInput;
    /// The last day that is named is before the first one.
    DaysBackwards = "days-backwards", BadInput;
    /// No timer is running.
    NothingRuns = "nothing-runs", BadInput;
    /// The timer is paused already.
    AlreadyPaused = "already-paused", BadInput;
    /// The timer runs already.
    AlreadyRunning = "already-running", BadInput;
    /// The timer is paused, which is not over.
    Paused = "paused", BadInput;
    /// A time lies in the future.
    TimeInFuture = "time-in-future", BadInput;
    /// A time lies before what the timer's entry already holds.
    TimeTooEarly = "time-too-early", BadInput;
    /// There is no such entry.
    NoSuchEntry = "no-such-entry", BadInput;
    /// The ids of several entries begin like that.
    EntryAmbiguous = "entry-ambiguous", BadInput;
    /// There is no such item of the review.
    NoSuchItem = "no-such-item", BadInput;
    /// The ids of several items of the review begin like that.
    ItemAmbiguous = "item-ambiguous", BadInput;
    /// Nothing says when the work of an item began or ended.
    TimesNeeded = "times-needed", BadInput;
    /// An item was decided on already, or changed meanwhile.
    ItemDecided = "item-decided", BadInput;
    /// The server's entry of an item is here already.
    EntryThere = "entry-there", BadInput;
    /// Nothing tells which entry a picture belongs to.
    EntryNeeded = "entry-needed", BadInput;
    /// The machine was never away while the timer ran, so there is nothing to cut.
    NoGap = "no-gap", BadInput;
    /// For how long the machine was away is not known, so a cut needs a time.
    CutNeedsTime = "cut-needs-time", BadInput;
    /// A cut lies where there is nothing to cut.
    CutOutside = "cut-outside", BadInput;
    /// The entry belongs to another device.
    OtherDevice = "other-device", BadInput;
    /// The entry says this already.
    NothingToChange = "nothing-to-change", BadInput;
    /// The entry has no such interval, or none is named.
    IntervalUnclear = "interval-unclear", BadInput;
    /// The interval has no end yet.
    IntervalOpen = "interval-open", BadInput;
    /// There is nothing that can be undone.
    NothingToUndo = "nothing-to-undo", BadInput;
    /// No account of this name is known on this machine.
    NoSuchAccount = "no-such-account", BadInput;
    /// Accounts on several servers have this name.
    AccountAmbiguous = "account-ambiguous", BadInput;
    /// Only the active account's work can be sent.
    NotActive = "not-active", BadInput;
    /// There is no such unsent task.
    NoSuchTask = "no-such-task", BadInput;
    /// The ids of several tasks begin like that.
    TaskAmbiguous = "task-ambiguous", BadInput;
    /// The task is of no time entry.
    TaskOfNoEntry = "task-of-no-entry", BadInput;
    /// The task is being sent.
    TaskBeingSent = "task-being-sent", BadInput;
    /// The server may have the task already.
    TaskMayHaveArrived = "task-may-have-arrived", BadInput;
    /// A file that would be overwritten.
    FileExists = "file-exists", BadInput;
    /// The data lies in no file of this machine.
    NotInAFile = "not-in-a-file", BadInput;
    /// It needs a yes, and nobody can be asked.
    YesNeeded = "yes-needed", BadInput;
    /// What is given makes no valid entry.
    EntryInvalid = "entry-invalid", BadInput;
    /// The timer can't do that now.
    TimerRefuses = "timer-refuses", BadInput;
    /// The project takes no new work.
    ProjectArchived = "project-archived", BadInput;
    /// The file is not what it was said to be.
    NotAnExport = "not-an-export", BadInput;
    /// No file of the earlier app is there.
    NoEarlierFile = "no-earlier-file", BadInput;
    /// The earlier app has its file open, or has changed it since it was imported.
    EarlierAppRuns = "earlier-app-runs", BadInput;
    /// The file is the only place of something.
    OriginalNeeded = "original-needed", BadInput;
    /// The file is no picture.
    NotAPicture = "not-a-picture", BadInput;
    /// The file has too many bytes.
    FileTooLarge = "file-too-large", BadInput;
    /// Too much waits to be sent already, or the server takes no such thing.
    NoRoom = "no-room", BadInput;
    /// The server can't be reached.
    ServerUnreachable = "server-unreachable", Unreachable;
    /// The server has trouble, or is none of Homing's.
    ServerTrouble = "server-trouble", Unreachable;
    /// The server asks to wait.
    ServerThrottles = "server-throttles", Unreachable;
    /// A fault of Homing itself.
    Internal = "internal", Internal;
    /// Another program writes to the data.
    DataBusy = "data-busy", Data;
    /// The disk is full.
    DiskFull = "disk-full", Data;
    /// The data can be read, and not written.
    DataNotWritable = "data-not-writable", Data;
    /// The data may not be read.
    DataNotReadable = "data-not-readable", Data;
    /// The data is gone from its place.
    DataGone = "data-gone", Data;
    /// The folder of the data can't be made.
    DataFolder = "data-folder", Data;
    /// What lies in the place of the data is not Homing's.
    DataForeign = "data-foreign", Data;
    /// The data is damaged.
    DataDamaged = "data-damaged", Data;
    /// The data can't be read or written.
    DataUnusable = "data-unusable", Data;
    /// The server of the database does not answer.
    DatabaseAway = "database-away", Data;
    /// A lock file can't be used.
    LockUnusable = "lock-unusable", Data;
    /// The system does not let changes be watched for.
    WatchUnavailable = "watch-unavailable", Data;
    /// A file that was named can't be read.
    FileUnreadable = "file-unreadable", Data;
    /// A file that was named can't be written.
    FileNotWritable = "file-not-writable", Data;
    /// The answer can't be written out.
    OutputFailed = "output-failed", Data;
    /// The keychain does not answer, or does not keep what it is given.
    KeychainFails = "keychain-fails", Data;
    /// The stored sign-in can't be used.
    CredentialsUnusable = "credentials-unusable", Data;
    /// Another sync is running.
    SyncRunning = "sync-running", SyncRunning;
    /// Somebody switched to another account meanwhile.
    AccountChanged = "account-changed", SyncRunning;
    /// Nobody is signed in.
    SignInNeeded = "sign-in-needed", SignIn;
    /// The server does not accept the name with the password.
    WrongCredentials = "wrong-credentials", SignIn;
    /// The sign-in in the browser was turned down, or nobody came back in time.
    SignInTurnedDown = "sign-in-turned-down", SignIn;
    /// The server does not take what the sign-in provider grants.
    TokensNotTaken = "tokens-not-taken", SignIn;
    /// The passphrase does not open the credential file.
    WrongPassphrase = "wrong-passphrase", SignIn;
    /// A password or passphrase is needed, and nobody can be asked.
    SecretNeeded = "secret-needed", SignIn;
    /// A password or passphrase that was given can't be used.
    SecretUnusable = "secret-unusable", SignIn;
    /// The keychain is locked.
    KeychainLocked = "keychain-locked", SignIn;
    /// There is no keychain.
    KeychainMissing = "keychain-missing", Configuration;
    /// The data was written by a newer Homing.
    DataNewer = "data-newer", Configuration;
    /// The server of the database refuses this user, or has no such database.
    DatabaseRefuses = "database-refuses", Configuration;
    /// The storage takes no files.
    FilesUnsupported = "files-unsupported", Configuration;
    /// What is recorded would be gone at the end of the command.
    MemoryStorage = "memory-storage", Configuration;
    /// The sign-in provider that the server names can't be relied on.
    ProviderUnfit = "provider-unfit", Configuration;
    /// The configuration can't be used.
    Configuration = "configuration", Configuration;
    /// A person ended it.
    Interrupted = "interrupted", Interrupted;
    /// A person was asked and did not say yes.
    Declined = "declined", Interrupted;
}

/// What `--json` writes in the place of an answer.
#[derive(Debug, Serialize)]
pub(crate) struct FailureJson<'a> {
    pub(super) error: ErrorJson<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct ErrorJson<'a> {
    pub(super) code: &'static str,
    pub(super) message: &'a str,
    pub(super) exit: u8,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own_in_words_with_dashes() {
        let names: BTreeSet<_> = Failure::ALL.iter().map(|failure| failure.code()).collect();
        assert_eq!(names.len(), Failure::ALL.len());
        for name in names {
            assert!(name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{name}");
        }
    }
}
