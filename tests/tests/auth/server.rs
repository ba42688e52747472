//! A server that grants tokens, of whichever make: what the tests need of it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use homing_domain::ports::{Credentials, SignInApi};
use homing_tests::Proxy;
use homing_transport::HomingProfile;
use secrecy::SecretString;

/// Who made it. Says what a process of its own must know to speak with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    /// `homing-server`.
    Reference,
}

impl Make {
    /// All there are.
    pub(crate) const ALL: [Self; 1] = [Self::Reference];

    /// Its name in a process's environment.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
        }
    }

    /// How it is asked, at that address.
    pub(crate) fn api(self, _url: &str) -> Arc<dyn SignInApi> {
        match self {
            Self::Reference => Arc::new(HomingProfile),
        }
    }

    /// Where a refresh token is exchanged.
    pub(crate) fn refresh_path(self) -> &'static str {
        match self {
            Self::Reference => "/v1/auth/refresh",
        }
    }
}

/// A server behind a proxy, which counts and can hold.
#[async_trait]
pub(crate) trait AuthServer: Send + Sync {
    /// Who made it.
    fn make(&self) -> Make;

    /// What is before it.
    fn proxy(&self) -> &Proxy;

    /// The tokens of a new sign-in.
    async fn grant(&self) -> Credentials;

    /// Lets its time pass.
    fn pass(&self, time: Duration);

    /// Whether it takes this access token.
    async fn takes(&self, access: &SecretString) -> bool;

    /// How often a refresh token was sent so far, by the requests that left the client.
    fn refreshes(&self) -> usize {
        let path = self.make().refresh_path();
        self.proxy().exchanges().iter().filter(|exchange| exchange.path() == path).count()
    }
}
