//! What a program reads of Homing: the shapes that the terminal's `--json` writes and the Tauri plugin answers with.
//!
//! Every field is always there. Fields are added, never renamed or taken away. No shape holds a secret.

mod account;
mod attached;
mod away;
mod decided;
mod left;
mod recorded;
mod review;
mod sign_in;
mod status;
mod sync;

pub use account::{AccountJson, AccountsJson, FormerJson, OthersJson};
pub use attached::AttachedJson;
pub use away::{AwayJson, GapJson};
pub use decided::DecidedItemJson;
pub use homing_export::EntryJson;
pub use left::{SignedOutJson, SwitchedJson};
pub use recorded::RecordedJson;
pub use review::{FindingJson, ItemJson, ReviewJson};
pub use sign_in::{SignInChoicesJson, SignInPlaceJson, SignedInJson};
pub use status::StatusJson;
pub use sync::{EndJson, SyncJson};
