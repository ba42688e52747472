//! Which API the servers of this installation speak, as `homing.toml` says it.

use std::fmt;
use std::sync::Arc;

use homing_domain::ports::Profile;
use serde::{Deserialize, Serialize};

use crate::application::Application;

/// An API that a server can speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ApiName {
    /// The Homing Sync API, version 1.
    #[default]
    Homing,
    /// The REST API of the earlier app's server.
    Classic,
}

impl ApiName {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Homing, Self::Classic];

    /// Its name in `homing.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Homing => "homing",
            Self::Classic => "classic",
        }
    }

    /// What carries tasks to such a server.
    #[must_use]
    pub fn profile(self) -> Arc<dyn Profile> {
        Application::homing(self).profile
    }
}

impl fmt::Display for ApiName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
