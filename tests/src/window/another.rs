//! The window of another program of this workspace, such as an example's.

use anyhow::Result;

use super::{Display, Driver, Window};
use crate::client::Client;
use crate::program;

impl Window {
    /// Opens the window of this program, with the client's home for its own.
    ///
    /// # Errors
    /// It can't be started, or does not show a page.
    pub async fn of(name: &str, client: &Client, display: &Display) -> Result<Self> {
        let program = program::path_of(name)?;
        let driver = Driver::of_windows(client, None, display).await?;
        let page = driver.window(&program).await?;
        Ok(Self { page, driver })
    }
}
