//! What the tests that cross crates stand on: the real programs as child processes, a proxy between them that can
//! hold a request at a chosen point, and eyes of their own for what each side holds.
//!
//! But for [`simulation`], nothing in this library links Homing: the programs are met as a person meets them, and what a
//! server of tests says is written here once more. Nothing here waits for time to pass: each wait is for an event, and
//! [`PATIENCE`] ends one that would never come.

mod api;
pub mod bad_input;
mod canaries;
pub mod classic;
mod client;
mod contract;
mod entries;
mod events;
mod forward;
mod keyring;
mod logind;
mod machine;
mod message;
mod program;
mod proxy;
mod scene;
mod scripted;
mod secrets;
mod server;
pub mod simulation;
mod timewarrior;
mod watch;
mod window;

use std::time::Duration;

pub use api::Api;
pub use canaries::Canaries;
pub use client::{Client, Keep, PASSPHRASE, Synced};
pub use contract::Contract;
pub use entries::Entries;
pub use events::FolderEvents;
pub use forward::{Conduct, ForwardProxy, PROXY_USER, own_authority};
pub use keyring::{Keyring, Manners};
pub use logind::Logind;
pub use machine::Machine;
pub use program::{Finished, Running};
pub use proxy::{Exchange, Hold, Late, Point, Proxy, StandIn, each_took_effect_once};
pub use scene::{NAME, PASSWORD, Scene};
pub use scripted::{Arrival, Carried, Deed, Reply, ScriptedServer};
pub use secrets::files_that_hold;
pub use server::Server;
pub use timewarrior::Timewarrior;
pub use watch::Watch;
pub use window::{Browser, Display, Figures, Hidden, Served, Session, Window};

/// When a wait for an event is given up. Far above what any step takes on a busy machine: it ends a test that
/// hangs, it measures nothing.
pub const PATIENCE: Duration = Duration::from_secs(120);
