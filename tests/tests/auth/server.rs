//! A server that grants tokens, of whichever make: what the tests need of it.

use std::time::Duration;

use async_trait::async_trait;
use homing_domain::ports::Credentials;
use homing_tests::{Exchange, Proxy};
use secrecy::SecretString;

/// A server that grants tokens, behind a proxy, which counts and can hold; and a Homing server that takes them.
#[async_trait]
pub(crate) trait AuthServer: Send + Sync {
    /// Where the Homing server is, which a machine's account names.
    fn url(&self) -> String;

    /// The requests with tasks that came to it.
    fn syncs(&self) -> Vec<Exchange>;

    /// What is before the place where refresh tokens are exchanged.
    fn proxy(&self) -> &Proxy;

    /// That place.
    fn refresh_path(&self) -> &'static str;

    /// For how long it takes a used refresh token once more.
    fn grace(&self) -> Option<Duration>;

    /// The tokens of a new sign-in.
    async fn grant(&self) -> Credentials;

    /// Lets its time pass, where that can be told to.
    fn pass(&self, time: Duration);

    /// Whether this access token is taken.
    async fn takes(&self, access: &SecretString) -> bool;

    /// How often a refresh token was sent so far, by the requests that left a client.
    fn refreshes(&self) -> usize {
        let path = self.refresh_path();
        self.proxy().exchanges().iter().filter(|exchange| exchange.path() == path).count()
    }
}
