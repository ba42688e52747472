//! WebKit's own browser on pages of loopback: the window's page with made-up data, in the engine that shows it.

use std::path::Path;

use anyhow::Result;
use fantoccini::{Client as Page, Locator};
use serde_json::Value;
use tempfile::TempDir;

use super::Display;
use super::driver::Driver;
use crate::PATIENCE;

/// An open browser. All of its processes are killed when this goes.
#[derive(Debug)]
pub struct Browser {
    page: Page,
    driver: Driver,
    _home: TempDir,
}

impl Browser {
    /// Opens one.
    ///
    /// # Errors
    /// It can't be started.
    pub async fn open(display: &Display) -> Result<Self> {
        let home = TempDir::with_prefix("homing-browser-")?;
        let driver = Driver::of_a_browser(home.path(), display).await?;
        let page = driver.browser().await?;
        Ok(Self { page, driver, _home: home })
    }

    /// Gives its window a size, in pixels of the screen.
    ///
    /// # Errors
    /// It can't have it.
    pub async fn is_sized(&self, width: u32, height: u32) -> Result<()> {
        Ok(self.page.set_window_size(width, height).await?)
    }

    /// Shows a page, and waits until it has such an element.
    ///
    /// # Errors
    /// It never has.
    pub async fn shows(&self, url: &str, css: &str) -> Result<()> {
        self.page.goto(url).await?;
        Ok(self.page.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await.map(drop)?)
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

    /// Writes a picture of the page into a file.
    ///
    /// # Errors
    /// It can't be made or written.
    pub async fn is_drawn_to(&self, file: &Path) -> Result<()> {
        Ok(std::fs::write(file, self.page.screenshot().await?)?)
    }

    /// Ends it.
    ///
    /// # Errors
    /// It does not end.
    pub async fn close(self) -> Result<()> {
        self.page.close().await?;
        self.driver.stop().await
    }
}
