//! What Tauri builds in: the page, the icons, and a permission for each command of this application's own.

use tauri_build::{AppManifest, Attributes, try_build};

fn main() {
    let commands = AppManifest::new().commands(&["add_note", "change_note", "notes"]);
    if let Err(error) = try_build(Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}
