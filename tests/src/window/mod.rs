//! `homing-desktop` in a real WebKit, on a display of its own, with its page in a WebDriver's hands. And the same page
//! with made-up data in WebKit's own browser: see [`Browser`].

mod another;
mod browser;
mod display;
mod driver;
mod hidden;
mod processes;
mod served;
mod session;

use std::path::Path;

use anyhow::{Context, Result};
use fantoccini::{Client as Page, Locator};
use serde_json::{Value, json};

pub use browser::Browser;
pub use display::Display;
use driver::Driver;
pub use hidden::Hidden;
pub use processes::Figures;
pub use served::Served;
pub use session::Session;

use crate::PATIENCE;
use crate::client::Client;
use crate::machine::Machine;
use crate::program;

/// The window's program.
const PROGRAM: &str = "homing-desktop";

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
        Self::open_where(None, client, display).await
    }

    /// The same where the programs see another life of the machine.
    ///
    /// # Errors
    /// As [`Window::open`].
    pub async fn open_on(machine: &Machine, client: &Client, display: &Display) -> Result<Self> {
        Self::open_where(Some(machine), client, display).await
    }

    async fn open_where(machine: Option<&Machine>, client: &Client, display: &Display) -> Result<Self> {
        let program = program::path_of(PROGRAM)?;
        let driver = Driver::of_windows(client, machine, display).await?;
        let page = driver.window(&program).await?;
        Ok(Self { page, driver })
    }

    /// Waits until the page has such an element, and gives its text.
    ///
    /// # Errors
    /// There never is one: the message holds the page.
    pub async fn sees(&self, css: &str) -> Result<String> {
        match self.page.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await {
            // Not what WebDriver takes for shown: it misses a text that is cut after some lines.
            Ok(element) => Ok(element.prop("textContent").await?.unwrap_or_default()),
            Err(error) => {
                let page = self.page.source().await.unwrap_or_default();
                Err(error).with_context(|| format!("the page never had {css}:\n{page}"))
            }
        }
    }

    /// Waits until the page has no such element.
    ///
    /// # Errors
    /// It always has.
    pub async fn lacks(&self, css: &str) -> Result<()> {
        self.sees(&format!("html:not(:has({css}))")).await.map(drop)
    }

    /// Types a text into a field.
    ///
    /// # Errors
    /// There is no such field.
    pub async fn types(&self, css: &str, text: &str) -> Result<()> {
        self.sees(css).await?;
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

    /// Goes to a screen by the navigation, and waits for it.
    ///
    /// # Errors
    /// It never comes.
    pub async fn goes(&self, screen: &str) -> Result<()> {
        self.presses(&format!("[data-go={screen}]")).await?;
        self.sees(&format!("main[data-screen={screen}]")).await.map(drop)
    }

    /// Puts a text in the place of what a field holds, at once, as if it had been typed.
    ///
    /// # Errors
    /// There is no such field.
    pub async fn fills(&self, css: &str, text: &str) -> Result<()> {
        self.sees(css).await?;
        let script = "const [css, text] = arguments, field = document.querySelector(css);
            field.value = text;
            for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));";
        self.does(script, vec![json!(css), json!(text)]).await.map(drop)
    }

    /// What a script in the page returns.
    ///
    /// # Errors
    /// It throws.
    pub async fn does(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.page.execute(script, arguments).await?)
    }

    /// What a script in the page hands to its last argument.
    ///
    /// # Errors
    /// It throws, or never does.
    pub async fn awaits(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.page.execute_async(script, arguments).await?)
    }

    /// What becomes of a command that a page asks for, be it the page's or not: its answer, or its error.
    ///
    /// # Errors
    /// The page can't ask.
    pub async fn asks(&self, command: &str, arguments: Value) -> Result<Value> {
        let script = "const [command, given, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, given).then(done, done);";
        self.awaits(script, vec![json!(command), arguments]).await
    }

    /// Writes a picture of the page into a file.
    ///
    /// # Errors
    /// It can't be made or written.
    pub async fn is_drawn_to(&self, file: &Path) -> Result<()> {
        let picture = self.page.screenshot().await?;
        std::fs::write(file, picture).with_context(|| format!("{} can't be written", file.display()))
    }

    /// What all of its processes take of the machine.
    #[must_use]
    pub fn figures(&self) -> Figures<'_> {
        Figures::of(self.driver.group(), PROGRAM)
    }

    /// SIGKILL to the program alone, in the middle of whatever it does.
    ///
    /// # Errors
    /// It had ended by itself.
    pub async fn is_killed(self) -> Result<()> {
        self.figures().kill().await
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
