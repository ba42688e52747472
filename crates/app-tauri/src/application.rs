//! Whom the composition root puts together: Homing itself, or an application with an API of its own. What differs
//! between two programs of one application is in [`crate::OpenOptions`].

use std::sync::Arc;

use homing_domain::ports::{Profile, SignInApi};
use homing_domain::time::{EntryListing, ProjectListing};
use homing_transport::{ClassicProfile, HomingProfile};

use crate::api::ApiName;

/// The name under which a keychain lists Homing's records, whatever program of it wrote them.
pub(crate) const KEYCHAIN_SERVICE: &str = "dev.homing";

/// An application, and the API that its servers speak.
///
/// Time tracking is there for every one, and costs nothing where nobody uses it: its tasks go through the same profile,
/// which refuses what its API has no word for.
#[derive(Clone)]
#[non_exhaustive]
pub struct Application {
    /// The name under which a keychain lists its records, such as `com.example.notes`. Of its own: what two
    /// applications keep under one name is in each other's hands.
    pub keychain_service: String,
    /// How tasks become requests, and answers verdicts.
    pub profile: Arc<dyn Profile>,
    /// How people sign in.
    pub sign_in: Arc<dyn SignInApi>,
    /// How the server lists projects, where it does.
    pub projects: Option<Arc<dyn ProjectListing>>,
    /// How the server lists time entries, where it does.
    pub entries: Option<Arc<dyn EntryListing>>,
}

impl Application {
    /// One whose servers list neither projects nor time entries.
    #[must_use]
    pub fn new<A: Profile + SignInApi + 'static>(keychain_service: impl Into<String>, api: A) -> Self {
        let api = Arc::new(api);
        Self {
            keychain_service: keychain_service.into(),
            profile: api.clone(),
            sign_in: api,
            projects: None,
            entries: None,
        }
    }

    /// The same, whose servers list projects.
    #[must_use]
    pub fn with_projects(mut self, listing: Arc<dyn ProjectListing>) -> Self {
        self.projects = Some(listing);
        self
    }

    /// The same, whose servers list time entries.
    #[must_use]
    pub fn with_entries(mut self, listing: Arc<dyn EntryListing>) -> Self {
        self.entries = Some(listing);
        self
    }

    /// Homing, with a server that speaks this API.
    pub(crate) fn homing(api: ApiName) -> Self {
        match api {
            ApiName::Homing => Self::new(KEYCHAIN_SERVICE, HomingProfile)
                .with_projects(Arc::new(HomingProfile))
                .with_entries(Arc::new(HomingProfile)),
            ApiName::Classic => Self::new(KEYCHAIN_SERVICE, ClassicProfile)
                .with_projects(Arc::new(ClassicProfile))
                .with_entries(Arc::new(ClassicProfile)),
        }
    }
}
