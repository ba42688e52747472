//! What Tauri builds in: the page, the icons and the permissions that the window has. The page itself is made before, by
//! npm: this only tells where it is missing.

use std::path::Path;

/// The window's own commands. Each has a permission of its own.
const COMMANDS: &[&str] =
    &["about", "get_auth_tokens", "preferences", "quit", "set_preferences", "show_file"];

fn main() {
    println!("cargo::rerun-if-changed=ui/dist/index.html");
    println!("cargo::rerun-if-env-changed=HOMING_COMMIT");
    if !Path::new("ui/dist/index.html").is_file() {
        println!(
            "cargo::error=The window's page is not built: there is no crates/desktop/ui/dist/index.html. \
             `cargo xtask ui` builds it."
        );
        return;
    }
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
    }
}
