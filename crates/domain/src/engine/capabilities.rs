//! Asking a server once a day what it takes. Its silence is no failure: the profile's defaults hold.

use std::time::Duration;

use super::EngineParts;
use super::state::{Announced, SyncState};
use crate::account::Account;
use crate::policy::Ladder;

/// Capabilities are asked for again after this long.
const FRESH_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Brings `state` up to date where it is stale, and says whether it changed.
pub(super) async fn refresh(parts: &EngineParts, account: &Account, state: &mut SyncState) -> bool {
    let now = parts.clock.now();
    // A clock that was set back makes an announcement look as if it came from the future: ask again.
    if state.announced.is_some_and(|known| known.at <= now && now.since(known.at) < FRESH_FOR) {
        return false;
    }
    let Some(request) = parts.profile.capabilities_request(&account.server) else { return false };
    let Ok(response) = parts.http.send(request).await else { return false };
    let Some(capabilities) = parts.profile.capabilities_answer(&response) else { return false };
    state.announced = Some(Announced::new(now, capabilities));
    true
}

/// The first step of the ladder under what the server announced.
pub(super) fn ladder(parts: &EngineParts, state: &SyncState) -> Ladder {
    let defaults = parts.profile.defaults();
    match state.announced {
        Some(known) => Ladder::new(known.max_tasks, known.max_bytes),
        None => Ladder::new(defaults.max_tasks, defaults.max_bytes),
    }
}
