//! The commands and their types in TypeScript: what lies in `ui/src/lib/desktop/bindings.ts` is what they say of themselves.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use specta_typescript::Typescript;
use tauri::test::MockRuntime;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use super::preferences::PREFERENCES_EVENT;
use super::{DesktopError, about, files, handover, preferences, quit};
use crate::window::GO_EVENT;
use crate::wishes::QUIT_EVENT;

/// As the plugin's are made: see `crates/app-tauri/src/plugin/bindings.rs`.
fn bindings(into: &Path) {
    Builder::<MockRuntime>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
        .commands(collect_commands![
            about::about,
            files::show_file::<MockRuntime>,
            handover::get_auth_tokens::<MockRuntime>,
            preferences::preferences,
            preferences::set_preferences::<MockRuntime>,
            quit::quit,
        ])
        .typ::<DesktopError>()
        .constant("GO_EVENT", GO_EVENT)
        .constant("PREFERENCES_EVENT", PREFERENCES_EVENT)
        .constant("QUIT_EVENT", QUIT_EVENT)
        .export(Typescript::default(), into)
        .unwrap();
}

#[test]
fn the_bindings_beside_the_page_are_those_of_the_commands() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/lib/desktop/bindings.ts");
    let made = tempfile::tempdir().unwrap();
    let made = made.path().join("bindings.ts");
    bindings(&made);
    let text = std::fs::read_to_string(&made).unwrap();
    if std::env::var_os("HOMING_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
        std::fs::write(&kept, text).unwrap();
        return;
    }
    let old = std::fs::read_to_string(&kept).unwrap_or_default();
    assert!(
        text == old,
        "{} is out of date: run `HOMING_WRITE_DOCS=1 cargo test -p homing-desktop bindings` and read what changed",
        kept.display()
    );
}
