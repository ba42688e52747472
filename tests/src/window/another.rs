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
        let driver = Driver::start(client, display).await?;
        let page = driver.session(&program).await?;
        Ok(Self { page, driver })
    }
}
