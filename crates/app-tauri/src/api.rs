//! Which API the servers of this installation speak, as `homing.toml` says it, and the adapters that speak it.

use std::fmt;
use std::sync::Arc;

use homing_domain::ports::{Profile, SignInApi};
use homing_domain::time::{EntryListing, ProjectListing};
use homing_transport::{ClassicProfile, HomingProfile};
use serde::{Deserialize, Serialize};

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
        Api::of(self).profile
    }
}

impl fmt::Display for ApiName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All that speaks one API.
pub(crate) struct Api {
    pub(crate) profile: Arc<dyn Profile>,
    pub(crate) sign_in: Arc<dyn SignInApi>,
    pub(crate) projects: Arc<dyn ProjectListing>,
    pub(crate) entries: Arc<dyn EntryListing>,
}

impl Api {
    pub(crate) fn of(name: ApiName) -> Self {
        match name {
            ApiName::Homing => Self::over(Arc::new(HomingProfile)),
            ApiName::Classic => Self::over(Arc::new(ClassicProfile)),
        }
    }

    fn over<P: Profile + SignInApi + ProjectListing + EntryListing + 'static>(one: Arc<P>) -> Self {
        Self { profile: one.clone(), sign_in: one.clone(), projects: one.clone(), entries: one }
    }
}
