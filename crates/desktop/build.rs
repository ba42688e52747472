//! What Tauri builds in: the page, the icons and the permissions that the window has.

fn main() {
    tauri_build::build();
}
