//! The TypeScript bindings of the Tauri plugin: what lies in its npm package is what its commands say of themselves.

use std::path::PathBuf;

use anyhow::{Result, ensure};

#[test]
fn the_bindings_in_the_npm_package_are_those_of_the_commands() -> Result<()> {
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/app-tauri/npm/src/bindings.ts");
    let made = tempfile::tempdir()?;
    let made = made.path().join("bindings.ts");
    homing_app::plugin::bindings(&made)?;
    let text = std::fs::read_to_string(&made)?;
    if std::env::var_os("HOMING_WRITE_DOCS").is_some() {
        std::fs::write(&kept, text)?;
        return Ok(());
    }
    let old = std::fs::read_to_string(&kept).unwrap_or_default();
    let other = text.lines().zip(old.lines().chain(std::iter::repeat(""))).find(|(new, old)| new != old);
    ensure!(
        text == old,
        "crates/app-tauri/npm/src/bindings.ts is out of date, first where the commands say {:?}. Run \
         `HOMING_WRITE_DOCS=1 cargo test -p homing-tests bindings` and read what changed.",
        other.map(|(new, _)| new)
    );
    Ok(())
}
