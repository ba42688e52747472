//! `cargo xtask picture`: the README's pictures, of what the programs really show. Not mock-ups.

mod terminal;
mod window;

use anyhow::Result;

use crate::cargo::Workspace;
use crate::checks::system_for_tests;
use crate::end::End;
use crate::system::{self, Consent};

/// Where the pictures are, from the root of the workspace.
const FOLDER: &str = "docs/pictures";

/// Draws the terminal and takes the window's pictures.
///
/// # Errors
/// When something can't be built, a test of the window fails, or a picture can't be written.
pub(crate) fn run() -> Result<End> {
    for end in [system_for_tests()?, system::provide(system::FOR_PICTURES, Consent::Given)?] {
        if end != End::Done {
            return Ok(end);
        }
    }
    let workspace = Workspace::locate()?;
    terminal::draw(&workspace)?;
    window::take(&workspace)?;
    Ok(End::Done)
}
