//! Where each setting comes from: flags before variables before the file before the defaults. Texts alone;
//! what they mean is read in `mod.rs`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::ConfigurationError;
use super::keys::{KEYS, Key};

/// What every variable of this program begins with.
const PREFIX: &str = "HOMING_SERVER_";

/// The variable that names the file; it is no setting.
const CONFIG_VARIABLE: &str = "HOMING_SERVER_CONFIG";

/// Who said what a setting is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::command) enum Source {
    /// The command line, by this flag.
    Flag(&'static str),
    /// The environment, by this variable.
    Variable(&'static str),
    /// This file.
    File(PathBuf),
    /// Nobody.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "--{flag}"),
            Self::Variable(variable) => f.write_str(variable),
            Self::File(path) => write!(f, "{}", path.display().to_string().escape_debug()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting's text, and who said it. The text may hold a password.
#[derive(Clone)]
pub(in crate::command) struct Said {
    pub(in crate::command) text: String,
    pub(in crate::command) source: Source,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").field("source", &self.source).finish_non_exhaustive()
    }
}

/// The settings that have a value, by name.
#[derive(Debug, Clone)]
pub(in crate::command) struct Layers {
    said: BTreeMap<&'static str, Said>,
    /// Variables that look like settings and are none.
    pub(in crate::command) unknown_variables: Vec<String>,
}

impl Layers {
    /// The defaults.
    pub(super) fn new() -> Self {
        let by_default =
            |key: &Key| Some((key.name, Said { text: key.default?.to_owned(), source: Source::Default }));
        Self { said: KEYS.iter().filter_map(by_default).collect(), unknown_variables: vec![] }
    }

    pub(in crate::command) fn get(&self, name: &str) -> Option<&Said> {
        self.said.get(name)
    }

    /// Lays a file over what is there. A name in it that is no setting is refused: a typing error would
    /// else leave a limit open.
    pub(super) fn lay_file(&mut self, path: &Path) -> Result<(), ConfigurationError> {
        let unreadable = |source| ConfigurationError::File { path: path.to_owned(), source };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let table: Table = toml::from_str(&text).map_err(|error| ConfigurationError::Toml {
            path: path.to_owned(),
            line: error.span().map_or(0, |span| 1 + text[..span.start].matches('\n').count()),
            reason: error.message().to_owned(),
        })?;
        self.lay_table(path, "", table)
    }

    fn lay_table(&mut self, path: &Path, within: &str, table: Table) -> Result<(), ConfigurationError> {
        for (name, value) in table {
            let name = if within.is_empty() { name } else { format!("{within}.{name}") };
            let is_group = KEYS.iter().any(|key| key.name.starts_with(&format!("{name}.")));
            let value = match value {
                Value::Table(inner) if is_group => {
                    self.lay_table(path, &name, inner)?;
                    continue;
                }
                value => value,
            };
            let Some(key) = KEYS.iter().find(|key| key.name == name) else {
                return Err(ConfigurationError::UnknownKey { path: path.to_owned(), name });
            };
            let text = match value {
                Value::String(text) => text,
                Value::Integer(number) => number.to_string(),
                Value::Boolean(yes) => yes.to_string(),
                other => {
                    return Err(ConfigurationError::Value {
                        name: key.name,
                        text: other.type_str().to_owned(),
                        from: Source::File(path.to_owned()),
                        reason: "it takes one text, whole number, true or false".into(),
                    });
                }
            };
            self.said.insert(key.name, Said { text, source: Source::File(path.to_owned()) });
        }
        Ok(())
    }

    /// Lays the variables of the environment over what is there. An unknown one is noted and not refused:
    /// container platforms make variables of their own out of a service's name.
    pub(super) fn lay_variables(
        &mut self,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<(), ConfigurationError> {
        for (name, value) in variables {
            let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else {
                continue;
            };
            if name == CONFIG_VARIABLE {
                continue;
            }
            let Some(key) = KEYS.iter().find(|key| key.variable == name) else {
                self.unknown_variables.push(name.to_owned());
                continue;
            };
            let source = Source::Variable(key.variable);
            let text = value.into_string().map_err(|_| ConfigurationError::Value {
                name: key.name,
                text: String::new(),
                from: source.clone(),
                reason: io::Error::other("it is no Unicode text").into(),
            })?;
            self.said.insert(key.name, Said { text, source });
        }
        self.unknown_variables.sort();
        Ok(())
    }

    /// Lays what the command line says over what is there.
    pub(super) fn lay_flags(&mut self, flags: impl IntoIterator<Item = (&'static Key, String)>) {
        for (key, text) in flags {
            self.said.insert(key.name, Said { text, source: Source::Flag(key.flag) });
        }
    }
}
