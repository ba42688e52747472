//! Forgetting what has had its days: idempotency keys after 30 of them, tokens once they expired, blobs that no
//! screenshot names after one.
//!
//! It goes in small slices, each a transaction of its own, so that no request waits behind a large one.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::settings::KEY_DAYS;
use crate::store::StoreError;
use crate::{App, blobs, measures};

/// How many rows go in one transaction: a few milliseconds on a slow disk.
const SLICE: u64 = 500;

/// How long there is nothing to do after a look. An hour more or less of 30 days is nothing, and an hour of a
/// busy server's rows is a few seconds of slices.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60 * 60);

/// What was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Idempotency keys.
    pub keys: u64,
    /// Access and refresh tokens.
    pub tokens: u64,
    /// Blobs that no screenshot named, and uploads that never ended.
    pub blobs: u64,
}

/// Forgets all that has had its days by now.
///
/// # Errors
/// The database failed; the slices before that stand.
pub async fn prune(app: &App) -> Result<Pruned, StoreError> {
    prune_until(app, || false).await
}

/// As [`prune`], but no slice begins once `is_over`.
async fn prune_until(app: &App, is_over: impl Fn() -> bool) -> Result<Pruned, StoreError> {
    let now = app.clock.now();
    let key_life = Duration::from_secs(24 * 60 * 60 * u64::from(KEY_DAYS));
    let oldest_key = now.checked_sub(key_life).unwrap_or(Timestamp::MIN);
    let mut pruned = Pruned::default();
    loop {
        let transaction = app.store.begin().await?;
        let keys = transaction.forget_keys(oldest_key, SLICE).await?;
        let [access, refresh] = transaction.forget_expired_tokens(now, SLICE).await?;
        transaction.commit().await?;
        measures::keys_pruned(keys);
        pruned.keys += keys;
        pruned.tokens += access + refresh;
        if [keys, access, refresh].iter().all(|gone| *gone < SLICE) || is_over() {
            break;
        }
    }
    if !is_over() {
        pruned.blobs = blobs::let_go_unnamed(app, &is_over).await?;
    }
    if !is_over() {
        blobs::remove_let_go(app, &is_over).await?;
    }
    Ok(pruned)
}

/// Prunes now and each hour, until `stopped` closes.
pub(crate) async fn keep_pruning(app: Arc<App>, mut stopped: watch::Receiver<()>) {
    loop {
        // An error is the sender's end, which is how the server says that it stops.
        match prune_until(&app, || stopped.has_changed().is_err()).await {
            Ok(Pruned { keys: 0, tokens: 0, blobs: 0 }) => {}
            Ok(Pruned { keys, tokens, blobs }) => {
                tracing::debug!(keys, tokens, blobs, "old keys, tokens and blobs were forgotten");
            }
            Err(error) => tracing::warn!(%error, "not all that is old could be forgotten; later again"),
        }
        // Over, where it is the time that ran out.
        if tokio::time::timeout(BETWEEN_LOOKS, stopped.changed()).await.is_ok() {
            return;
        }
    }
}
