//! The notebook as a program, in folders of its own.

use homing_app::{Places, plugin};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let places = Places::named("com.example.notes")?;
    let notebook = tauri::async_runtime::block_on(tauri_embed::open(places))?;
    let app = tauri_embed::app(tauri::Builder::default(), &notebook)?;
    Ok(plugin::run(app, &notebook)?)
}
