//! What an application takes: the composition root, the one `SyncManager`, sign-in and status.
//!
//! [`Homing::open`] puts the adapters together; [`SyncManager`] and [`status`] work on the domain's ports
//! alone and can be built over mocks. The terminal program and the window call the same methods.

mod api;
mod application;
mod attach;
mod auth_by_place;
mod background_job;
mod backup;
mod browser;
mod config;
mod deciding;
mod diagnostics;
mod doctor;
#[cfg(feature = "tauri")]
mod downloads;
mod earlier_pictures;
mod export;
mod homing;
mod import;
mod installation;
pub mod json;
mod known_accounts;
mod legacy;
mod logs;
mod looking_back;
mod machine;
mod metered;
mod network;
mod new_name;
mod own_state;
#[cfg(feature = "tauri")]
pub mod plugin;
mod queue_look;
mod reachable;
mod session;
mod settings;
mod sign_in_places;
mod signed_in_only;
mod status;
mod stop;
mod storage_url;
mod sync_manager;
mod system;
mod unsent;
mod until_quit;
mod whole_file;

pub use api::ApiName;
pub use application::Application;
pub use attach::{AttachError, Attached};
pub use auth_by_place::AuthByPlace;
pub use background_job::{BackgroundJob, BackgroundJobParts, Beat};
pub use backup::BackupError;
pub use browser::{Browser, NoBrowserError, SystemBrowser, open_in_browser};
pub use config::{Config, ConfigError, Places, PlacesError};
pub use deciding::{DecidedItems, ItemBecame, ItemDecision};
pub use diagnostics::{Bundle, Diagnosed, DiagnosticsSource, Part, Redaction};
pub use doctor::{Check, Doctor, DoctorParts, Fault, Finding, KeychainTrouble, Lock, Standing};
pub use earlier_pictures::{AttachedPicture, EarlierPictureError, SentPictures};
pub use export::{Export, ExportError, ExportFormat};
pub use homing::{Homing, OpenError, OpenOptions, RemoteError};
pub use homing_auth::{
    AuthManager, AuthParts, EncryptedFileStore, Farewell, KdfCost, OidcError, PassphraseSource,
    PassphraseUse, SignInError as AuthSignInError,
};
pub use homing_export::WriteError;
pub use homing_import::legacy::{
    BUNDLE_IDENTIFIER as EARLIER_IDENTIFIER, EarlierTokens, KeyPlace, LegacyError,
};
pub use homing_import::{FILE_MAX_BYTES, Place, ReadError, RowError, RowProblem};
pub use homing_storage::{BackedUp, BackupError as CopyError};
pub use homing_transport::{CaFileError, ProxyChoice, ProxyUrlError};
pub use import::{ImportError, ImportFormat, Imported};
pub use installation::Installation;
pub use known_accounts::{Holdings, KnownAccount, KnownAccounts, Others, UnclearAccountError};
pub use legacy::{
    DecideOriginalError, EarlierApp, EarlierOriginal, EarlierSignIn, FileRows, IfOneRuns, LegacyImportError,
    LegacyReport, LegacyWish, NotMoved, OriginalError, OriginalFate, OriginalWish, Pictures, Progress,
    earlier_folders, earlier_key,
};
pub use logs::{Causes, LogConfig, LogFile, LogFilterError, LogLevel, LogTargets, start_logs};
pub use looking_back::{MarkedDays, Week, WeekDay};
pub use machine::SystemMachine;
pub use network::{NetworkError, NetworkSettings};
pub use queue_look::{About, QueueLook, UnsentLook};
pub use reachable::{Reach, ReachableAccounts};
pub use session::{
    BrowserSignIn, GrantedSignIn, Session, SignInError, SignOutError, SignedIn, SignedOut, SwitchError,
    Switched, UnsentWork,
};
pub use settings::{ChangeError, Key, Origin, Setting, UnknownKeyError, change_setting, settings};
pub use sign_in_places::{KeychainState, SignInPlaces};
pub use signed_in_only::SignedInOnly;
pub use status::{
    Facts, Headline, Status, StatusFeed, StatusParts, StatusWatch, StorageProblem, headline, status,
};
pub use stop::StopSwitch;
pub use storage_url::{PostgresUrl, StorageUrl, StorageUrlError};
pub use sync_manager::{Stopped, SyncError, SyncManager, SyncManagerParts};
pub use system::{
    MachineEvents, NoEvents, NoPassphrase, NoSignals, SystemAlarm, SystemClock, SystemIds, SystemJitter,
    zone_is_known,
};
pub use unsent::Retried;
pub use until_quit::UntilQuit;
pub use whole_file::{make_folder, replace_file, write_new_file};
