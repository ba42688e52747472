//! The person's own browser. Not what they do there: see [`crate::Session`].

use std::thread;

use async_trait::async_trait;
use tokio::sync::oneshot;
use url::Url;

/// No browser was opened. The address can be opened by hand.
#[derive(Debug, thiserror::Error)]
#[error("no browser could be opened")]
pub struct NoBrowserError(#[source] pub std::io::Error);

/// What opens an address for a person. Whoever asks does not hear what they do there.
#[async_trait]
pub trait Browser: Send + Sync {
    /// Opens it.
    ///
    /// # Errors
    /// [`NoBrowserError`].
    async fn open(&self, address: &Url) -> Result<(), NoBrowserError>;
}

/// The browser of this system: [`open_in_browser`].
#[derive(Clone, Copy, Debug)]
pub struct SystemBrowser;

#[async_trait]
impl Browser for SystemBrowser {
    async fn open(&self, address: &Url) -> Result<(), NoBrowserError> {
        open_in_browser(address).await
    }
}

/// Opens `address` in the browser that the person chose for this system, or that `BROWSER` names, as an argument of
/// its own and never through a shell. It is a web address, or nothing is opened. Whoever may list the programs of this
/// user can read it there.
///
/// Ends once the browser was started; a browser in the terminal, once that is closed.
///
/// # Errors
/// [`NoBrowserError`].
pub async fn open_in_browser(address: &Url) -> Result<(), NoBrowserError> {
    let (said, heard) = oneshot::channel();
    let address = address.clone();
    // Not the runtime's own blocking threads: it waits for those at its end, and a browser may stay.
    thread::Builder::new()
        .name("homing-browser".to_owned())
        .spawn(move || drop(said.send(webbrowser::open(address.as_str()))))
        .map_err(NoBrowserError)?;
    let opened = heard.await.unwrap_or_else(|cut| Err(std::io::Error::other(cut)));
    opened.map_err(NoBrowserError)
}
