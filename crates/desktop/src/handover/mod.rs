//! The one-time handover of the earlier app's sign-in. Its webview kept it in localStorage, which only a build with its
//! identifier can read: any other does nothing here. Tokens go from the webview to the keychain and to nobody else; no page
//! of ours, no log and no answer has them.
//!
//! They are deleted in the webview only once they were read back out of the keychain. A kill before that repeats all of it
//! at the next start, under the mark that [`homing_app::EarlierApp`] keeps; a kill after it leaves nothing to do.

mod kept;
mod webview;

use homing_app::{Causes, EARLIER_IDENTIFIER, EarlierSignIn, EarlierTokens};
use kept::{FORGET, READ};
use tauri::{AppHandle, Runtime};
use webview::Hidden;

use crate::desktop::Desktop;

/// Does it, where there is something to do. Whether the sign-in was moved and is gone from the webview.
pub(crate) async fn run<R: Runtime>(app: &AppHandle<R>, desktop: &Desktop) -> bool {
    if app.config().identifier != EARLIER_IDENTIFIER {
        return false;
    }
    let _alone = desktop.handover.lock().await;
    let hidden = match Hidden::open(app).await {
        Ok(hidden) => hidden,
        Err(error) => {
            tracing::warn!(causes = %Causes(&error), "the earlier app's webview can't be opened");
            return false;
        }
    };
    let moved = match hidden.evaluate(READ).await {
        Some(said) => match kept::tokens(&said) {
            Some(tokens) => take_over(&hidden, tokens, desktop).await,
            None => false,
        },
        None => false,
    };
    hidden.close();
    moved
}

async fn take_over<R: Runtime>(hidden: &Hidden<R>, tokens: EarlierTokens, desktop: &Desktop) -> bool {
    let (earlier, config) = (desktop.homing.earlier_app(), desktop.homing.config());
    let user = tokens.user.clone();
    let moved = match earlier.take_over(tokens, config.server.as_ref(), config.profile).await {
        Ok(moved) => moved,
        Err(error) => {
            tracing::warn!(causes = %Causes(&error), "the earlier app's sign-in stays where it is");
            return false;
        }
    };
    if !earlier.may_forget(&moved, config.server.as_ref(), user.as_deref()).await {
        if let EarlierSignIn::NotMoved(reason) = &moved {
            tracing::info!(?reason, "the earlier app's sign-in stays where it is");
        }
        return false;
    }
    let forgotten = hidden.evaluate(FORGET).await.is_some_and(|said| said.as_str() == "true");
    if forgotten {
        tracing::info!("the earlier app's sign-in was moved to the keychain");
    } else {
        tracing::warn!("the earlier app's sign-in was moved, and its copy in the webview can't be deleted");
    }
    forgotten
}
