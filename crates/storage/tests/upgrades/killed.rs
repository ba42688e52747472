//! An upgrade in a process of its own, which dies at a chosen statement.

use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Signal, getpid, kill_process};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// Where the data is: for the child.
pub(crate) const PLACE: &str = "HOMING_UPGRADE_PLACE";

/// At which statement it dies, counted from 1.
const DIES_AT: &str = "HOMING_UPGRADE_DIES_AT";

/// An upgrade has at least so many statements: else something counts no more.
pub(crate) const FEWEST: u32 = 20;

/// Counts the calls of SeaORM, each of which is a statement or the begin or end of a transaction, and kills this process
/// before one of them.
struct Death {
    at: u32,
    counted: AtomicU32,
}

impl<S: tracing::Subscriber> Layer<S> for Death {
    fn on_new_span(&self, span: &tracing::span::Attributes<'_>, _: &tracing::Id, _: Context<'_, S>) {
        if !span.metadata().target().starts_with("sea_orm") {
            return;
        }
        if self.counted.fetch_add(1, Ordering::Relaxed) + 1 == self.at {
            kill_process(getpid(), Signal::KILL).unwrap();
        }
    }
}

/// For the child: where the data is; from now on it dies at its statement.
pub(crate) fn place_to_die_at() -> String {
    let at = std::env::var(DIES_AT).unwrap().parse().unwrap();
    let death = Death { at, counted: AtomicU32::new(0) };
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(death)).unwrap();
    std::env::var(PLACE).unwrap()
}

/// Runs the ignored test `child` of this binary on the data at `place`, until it is through or dies.
pub(crate) fn upgrade(child: &str, place: &str, dies_at: u32) -> ExitStatus {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", child, "--ignored", "--test-threads", "1"]);
    command.env(PLACE, place).env(DIES_AT, dies_at.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap()
}
