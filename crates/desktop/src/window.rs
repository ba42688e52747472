//! The window: Tauri, the plugin, and the page that is built in.

use std::sync::Arc;

use homing_app::{Homing, plugin};

use crate::failure::Failure;

/// Shows the window until it is closed.
pub(crate) fn show(homing: &Homing) -> Result<(), Failure> {
    let app = tauri::Builder::default()
        .plugin(plugin::init(Arc::clone(homing.sync()), homing.feed().clone(), Arc::clone(homing.session())))
        .build(tauri::generate_context!())?;
    app.run_return(|_, _| {});
    Ok(())
}
