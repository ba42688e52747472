//! `cargo xtask bundle`: the window as packages that a system installs. Tauri's own bundler makes them; what came
//! out is looked at here.
//!
//! No AppImage: its tools are programs that the bundler fetches from elsewhere at each machine, unpinned.

mod deb;

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::cargo::{self, Workspace};
use crate::end::End;
use crate::npm::Node;
use crate::page;
use crate::system::{self, Consent};

/// Where the bundler puts them, from the target folder.
const FOLDER: &str = "release/bundle";
/// What a package of RPM begins with (its lead; rpm.org, "Package format").
const RPM: [u8; 4] = [0xed, 0xab, 0xee, 0xdb];

/// Builds the window as it is given away, packs it, and looks at the packages.
///
/// # Errors
/// When something can't be built, or a package is not as it should be.
pub(crate) fn run(yes: bool) -> Result<End> {
    let end = system::provide(system::FOR_BUNDLE, if yes { Consent::Given } else { Consent::Ask })?;
    if end != End::Done {
        return Ok(end);
    }
    let workspace = Workspace::locate()?;
    let node = Node::provide(&workspace)?;
    let packages = page::build(&workspace, &node)?;
    let folder = Path::new(&workspace.target).join(FOLDER);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).context("the packages of an earlier run could not be removed");
        }
        _ => {}
    }
    println!("$ npx tauri build --ci --bundles deb,rpm");
    let mut tauri = packages.program("@tauri-apps/cli/tauri.js")?;
    tauri.args(["build", "--ci", "--bundles", "deb,rpm"]);
    tauri.current_dir(Path::new(&workspace.root).join("crates/desktop"));
    cargo::forget_xtask(&mut tauri);
    let status = tauri.status().context("Tauri's bundler could not be started")?;
    ensure!(status.success(), "Tauri's bundler ended with {status}");

    let deb = only(&folder.join("deb"), "deb")?;
    deb::check(&deb, &folder.join("looked-at"))?;
    let rpm = only(&folder.join("rpm"), "rpm")?;
    check_rpm(&rpm)?;
    println!("\nTwo packages were made, and looked at:");
    for package in [deb, rpm] {
        println!("  {}", package.display());
    }
    println!("No AppImage: the programs that make one are fetched from elsewhere, and not by Homing.");
    Ok(End::Done)
}

/// The one file of this kind in a folder.
fn only(folder: &Path, extension: &str) -> Result<PathBuf> {
    let files = fs::read_dir(folder).with_context(|| format!("there is no {}", folder.display()))?;
    let is = |path: &PathBuf| path.extension().is_some_and(|there| there == extension);
    let mut packages = files.flatten().map(|file| file.path()).filter(is);
    match (packages.next(), packages.next()) {
        (Some(package), None) => Ok(package),
        (None, _) => bail!("the bundler made no .{extension}"),
        (Some(_), Some(_)) => bail!("the bundler made more than one .{extension}"),
    }
}

/// Whether it is a package at all: Debian has nothing that reads more of it.
fn check_rpm(package: &Path) -> Result<()> {
    let mut begin = [0; RPM.len()];
    fs::File::open(package)
        .and_then(|mut file| file.read_exact(&mut begin))
        .context("the .rpm can't be read")?;
    ensure!(begin == RPM, "{} is no package of RPM", package.display());
    Ok(())
}
