//! The plugin's commands and their types in TypeScript, as the npm package `homing-plugin-api` has them. Feature
//! `bindings`: the test that compares the file with this text is all that needs it.

use std::path::Path;

use specta_typescript::{Error, Typescript};
use tauri::test::MockRuntime;
use tauri_specta::{Builder, ErrorHandlingMode};

use super::{STATUS_EVENT, typed_commands};

/// Writes them into a file, `npm/src/bindings.ts` for one.
///
/// # Errors
/// [`Error`] where a type has no name in TypeScript, or the file can't be written.
pub fn bindings(into: &Path) -> Result<(), Error> {
    Builder::<MockRuntime>::new()
        .plugin_name("homing")
        .error_handling(ErrorHandlingMode::Throw)
        // Counts and seconds: all far below the 2^53 that a number of JavaScript's holds.
        .dangerously_cast_bigints_to_number()
        // Each shape goes one way alone.
        .disable_serde_phases()
        .commands(typed_commands())
        .constant("STATUS_EVENT", STATUS_EVENT)
        .export(Typescript::default(), into)
}
