//! `homing-server config`: every setting as it is in effect, and who said so.

use std::io::{self, Write as _};

use serde_json::json;

use super::configuration::{Configuration, Database, KEYS, Source};

/// The setting whose value may hold a password.
const DATABASE: &str = "database";

/// Writes the settings: as a file that says the same, or as JSON.
pub(super) fn show(configuration: &Configuration, in_json: bool) -> io::Result<()> {
    let text = if in_json { as_json(configuration) } else { as_file(configuration) };
    io::stdout().write_all(text.as_bytes())
}

fn as_json(configuration: &Configuration) -> String {
    let settings = KEYS.iter().map(|key| match configuration.layers.get(key.name) {
        Some(said) => {
            let value = shown(configuration, key.name, &said.text);
            json!({"name": key.name, "value": value, "source": said.source.to_string()})
        }
        None => json!({"name": key.name, "value": null, "source": Source::Default.to_string()}),
    });
    let ignored = &configuration.layers.unknown_variables;
    let settings: Vec<_> = settings.collect();
    format!("{:#}\n", json!({"settings": settings, "ignored_variables": ignored}))
}

/// A value as it may be shown: of an address of a database all but its password.
fn shown(configuration: &Configuration, name: &str, text: &str) -> String {
    match &configuration.database {
        database @ Database::Postgres { .. } if name == DATABASE => database.shown(),
        _ => text.to_owned(),
    }
}

/// TOML that can be used as a configuration file; a setting without a value is a comment in it.
fn as_file(configuration: &Configuration) -> String {
    let mut text = String::new();
    for key in KEYS {
        let line = match configuration.layers.get(key.name) {
            Some(said) if key.name == DATABASE && configuration.database.has_password() => {
                let shown = as_value(&configuration.database.shown());
                format!("{} = {shown}  # {}; its password is not shown\n", key.name, said.source)
            }
            Some(said) => format!("{} = {}  # {}\n", key.name, as_value(&said.text), said.source),
            None if key.name == DATABASE => {
                let path = configuration.database.shown();
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

/// Numbers, true and false as TOML writes them; anything else as a TOML string. Its escapes are those of JSON,
/// which lets one control character stand that TOML does not.
fn as_value(text: &str) -> String {
    match (text.parse::<u64>(), text.parse::<bool>()) {
        (Ok(number), _) => number.to_string(),
        (_, Ok(yes)) => yes.to_string(),
        _ => serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn every_value_is_shown_as_toml_that_says_the_same() {
        for text in ["030", "7", "true", "a b", "\u{7f}", "\u{1b}\"\\", "é"] {
            let line = format!("value = {}", as_value(text));
            let read: toml::Table = toml::from_str(&line).unwrap();
            let said = match &read["value"] {
                toml::Value::String(said) => said.clone(),
                toml::Value::Integer(number) => number.to_string(),
                other => format!("{}", other.as_bool().unwrap()),
            };
            assert_eq!(said, if text == "030" { "30" } else { text }, "{line}");
        }
    }
}
