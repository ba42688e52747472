//! `cargo xtask ui`: the packages and the page that the window has built in. cargo can't build the window without
//! it, and says so.

use std::path::Path;

use anyhow::Result;

use crate::cargo::Workspace;
use crate::end::End;
use crate::npm::{Node, Packages};
use crate::system::{self, Consent};

/// Installs what is missing and builds the page.
///
/// # Errors
/// When something can't be installed, started or built.
pub(crate) fn run(yes: bool) -> Result<End> {
    let end = system::provide(system::FOR_PAGE, if yes { Consent::Given } else { Consent::Ask })?;
    if end == End::Done {
        let workspace = Workspace::locate()?;
        build(&workspace, &Node::provide(&workspace)?)?;
    }
    Ok(end)
}

/// Builds the page of made-up states, which the window's tests look at.
///
/// # Errors
/// When it can't be built.
pub(crate) fn build_scenes(packages: &Packages<'_>) -> Result<()> {
    println!("$ npm run scenes --workspace crates/desktop/ui");
    packages.must_run(&["run", "scenes", "--workspace", "crates/desktop/ui"])
}

/// Builds the page, and gives the packages that it was built with.
///
/// # Errors
/// When something can't be installed, started or built.
pub(crate) fn build<'a>(workspace: &Workspace, node: &'a Node) -> Result<Packages<'a>> {
    let packages = Packages::provide(node, Path::new(&workspace.root))?;
    println!("$ npm run build");
    packages.must_run(&["run", "build"])?;
    Ok(packages)
}
