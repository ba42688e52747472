//! What a program reads of Homing: the shapes that the terminal's `--json` writes and the Tauri plugin answers with.
//!
//! Every field is always there. Fields are added, never renamed or taken away. No shape holds a secret.

mod account;
mod attached;
mod away;
mod decided;
mod file;
mod left;
mod legacy;
mod looking_back;
mod queue_look;
mod recorded;
mod review;
mod settings;
mod sign_in;
mod status;
mod sync;
mod task;

pub use account::{AccountJson, AccountsJson, FormerJson, OthersJson};
pub use attached::AttachedJson;
pub use away::{AwayJson, GapJson};
pub use decided::DecidedItemJson;
pub use file::FileJson;
pub use homing_export::EntryJson;
pub use left::{SignedOutJson, SwitchedJson};
pub use legacy::{EarlierAppJson, LegacyReportJson};
pub use looking_back::{Day, EntriesJson, SuggestionsJson, WeekJson};
pub use queue_look::TasksJson;
pub use recorded::RecordedJson;
pub use review::{FindingJson, ItemJson, ReviewJson};
pub use settings::{FoldersJson, SettingJson};
pub use sign_in::{SignInChoicesJson, SignInPlaceJson, SignedInJson};
pub use status::StatusJson;
pub use sync::{EndJson, SyncJson};
pub use task::{QueueJson, Refused, TaskJson, behind, export_lines, json_of, queue_json};
