//! The window: Tauri, the plugin, and the page that is built in.

use homing_app::Homing;
use homing_app::plugin::{self, PluginParts};

use crate::failure::Failure;

/// Shows the window until it is closed.
pub(crate) fn show(homing: &Homing) -> Result<(), Failure> {
    let app = tauri::Builder::default()
        .plugin(plugin::init(PluginParts::of(homing)))
        .build(tauri::generate_context!())?;
    app.run_return(|_, _| {});
    Ok(())
}
