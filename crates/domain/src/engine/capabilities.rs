//! Asking a server once a day what it takes. Its silence is no failure: the profile's defaults hold.

use std::time::Duration;

use super::EngineParts;
use super::state::{Announced, SyncState};
use crate::account::Account;
use crate::policy::Ladder;

/// Capabilities are asked for again after this long.
const FRESH_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Brings `state` up to date where it is stale, and says whether the server announces something else now.
pub(super) async fn refresh(parts: &EngineParts, account: &Account, state: &mut SyncState) -> bool {
    let now = parts.clock.now();
    // A clock that was set back makes an announcement look as if it came from the future: ask again.
    // A server that takes no files may take some as soon as its operator wants: it is asked by each cycle.
    let takes_files = |known: Announced| known.blob_max_bytes != Some(0);
    let is_fresh =
        |known: Announced| known.at <= now && now.since(known.at) < FRESH_FOR && takes_files(known);
    if !state.announced_in_doubt && state.announced.is_some_and(is_fresh) {
        return false;
    }
    let Some(request) = parts.profile.capabilities_request(&account.server) else { return false };
    let Ok(response) = parts.http.send(request).await else { return false };
    let Some(capabilities) = parts.profile.capabilities_answer(&response) else { return false };
    let fresh = Announced::new(now, capabilities);
    // The same words again say nothing against what was learned since, such as a proxy's smaller limit.
    let changed = state.announced.is_none_or(|known| Announced { at: now, ..known } != fresh);
    state.announced = Some(fresh);
    state.announced_in_doubt = false;
    changed
}

/// How long the server remembers keys.
pub(super) fn keys_kept(parts: &EngineParts, state: &SyncState) -> Duration {
    state
        .announced
        .map_or(parts.profile.defaults().keys_kept, |known| Duration::from_secs(known.keys_kept_seconds))
}

/// The greatest blob that the server takes, where it is known.
pub(super) fn blob_max_bytes(parts: &EngineParts, state: &SyncState) -> Option<u64> {
    state.announced.map_or(parts.profile.defaults().blob_max_bytes, |known| known.blob_max_bytes)
}

/// The first step of the ladder under what the server announced.
pub(super) fn ladder(parts: &EngineParts, state: &SyncState) -> Ladder {
    let defaults = parts.profile.defaults();
    match state.announced {
        Some(known) => Ladder::new(known.max_tasks, known.max_bytes),
        None => Ladder::new(defaults.max_tasks, defaults.max_bytes),
    }
}
