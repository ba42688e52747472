//! `homing-server config`: every setting as it is in effect, and who said so.

use std::io::{self, Write as _};

use serde_json::json;

use super::configuration::{Configuration, KEYS, Source};

/// Writes the settings: as a file that says the same, or as JSON.
pub(super) fn show(configuration: &Configuration, in_json: bool) -> io::Result<()> {
    let text = if in_json { as_json(configuration) } else { as_file(configuration) };
    io::stdout().write_all(text.as_bytes())
}

fn as_json(configuration: &Configuration) -> String {
    let settings = KEYS.iter().map(|key| match configuration.layers.get(key.name) {
        Some(said) => json!({"name": key.name, "value": said.text, "source": said.source.to_string()}),
        None => json!({"name": key.name, "value": null, "source": Source::Default.to_string()}),
    });
    let ignored = &configuration.layers.unknown_variables;
    let settings: Vec<_> = settings.collect();
    format!("{:#}\n", json!({"settings": settings, "ignored_variables": ignored}))
}

/// TOML that can be used as a configuration file; a setting without a value is a comment in it.
fn as_file(configuration: &Configuration) -> String {
    let mut text = String::new();
    for key in KEYS {
        let line = match configuration.layers.get(key.name) {
            Some(said) => format!("{} = {}  # {}\n", key.name, as_value(&said.text), said.source),
            None if key.name == "database" => {
                let path = configuration.data_file.path().display().to_string();
                format!("{} = {}  # {}\n", key.name, as_value(&path), Source::Default)
            }
            None => format!("# {} is not set\n", key.name),
        };
        text.push_str(&line);
    }
    for variable in &configuration.layers.unknown_variables {
        text.push_str(&format!("# left alone, since it is no setting: {}\n", variable.escape_debug()));
    }
    text
}

/// Numbers, true and false as they are; anything else as a TOML string. Its escapes are those of JSON.
fn as_value(text: &str) -> String {
    let bare = text.parse::<u64>().is_ok() || text.parse::<bool>().is_ok();
    if bare { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}
