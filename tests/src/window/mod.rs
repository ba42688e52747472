//! `homing-desktop` in a real WebKit, on a display of its own, with its page in a WebDriver's hands.

mod another;
mod display;
mod driver;

use anyhow::{Context, Result};
use fantoccini::{Client as Page, Locator};
use serde_json::json;

pub use display::Display;
use driver::Driver;

use crate::PATIENCE;
use crate::client::Client;
use crate::program;

/// An open window. All of its processes are killed when this goes.
#[derive(Debug)]
pub struct Window {
    page: Page,
    driver: Driver,
}

impl Window {
    /// Opens a window on this machine's data.
    ///
    /// # Errors
    /// It can't be started, or does not show a page.
    pub async fn open(client: &Client, display: &Display) -> Result<Self> {
        let program = program::path_of("homing-desktop")?;
        let driver = Driver::start(client, display).await?;
        let page = driver.session(&program).await?;
        Ok(Self { page, driver })
    }

    /// Waits until the page has such an element, and gives its text.
    ///
    /// # Errors
    /// There never is one: the message holds the page.
    pub async fn sees(&self, css: &str) -> Result<String> {
        match self.page.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await {
            Ok(element) => Ok(element.text().await?),
            Err(error) => {
                let page = self.page.source().await.unwrap_or_default();
                Err(error).with_context(|| format!("the page never had {css}:\n{page}"))
            }
        }
    }

    /// Types a text into a field.
    ///
    /// # Errors
    /// There is no such field.
    pub async fn types(&self, css: &str, text: &str) -> Result<()> {
        Ok(self.page.find(Locator::Css(css)).await?.send_keys(text).await?)
    }

    /// Presses a button once it can be pressed.
    ///
    /// # Errors
    /// There is no such button.
    pub async fn presses(&self, css: &str) -> Result<()> {
        let enabled = format!("{css}:not([disabled])");
        let button = self.page.wait().at_most(PATIENCE).for_element(Locator::Css(&enabled)).await;
        Ok(button.with_context(|| format!("{css} can't be pressed"))?.click().await?)
    }

    /// Puts a text into the field of this id at once, where typing it would take long.
    ///
    /// # Errors
    /// There is no such field.
    pub async fn fills(&self, id: &str, text: &str) -> Result<()> {
        let script = "document.getElementById(arguments[0]).value = arguments[1];";
        self.page.execute(script, vec![json!(id), json!(text)]).await.map(drop).map_err(Into::into)
    }

    /// What becomes of a command that a page asks for without an argument, be it the page's or not.
    ///
    /// # Errors
    /// The page can't ask.
    pub async fn asks(&self, command: &str) -> Result<String> {
        let script = "const [command, done] = arguments;
            window.__TAURI__.core.invoke(command).then(done, done);";
        Ok(self.page.execute_async(script, vec![json!(command)]).await?.to_string())
    }

    /// Ends the session, and with it all processes.
    ///
    /// # Errors
    /// They do not end.
    pub async fn close(self) -> Result<()> {
        self.page.close().await?;
        self.driver.stop().await
    }
}
