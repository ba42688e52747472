//! The auth port and the credential stores, seen from outside.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod brought;
mod encrypted_file;
mod failing;
mod in_flight;
mod oidc;
mod real_provider;
mod refusals;
mod server;
mod sign_in;
mod sign_out;
mod sleepy_store;
mod tokens;
mod unreliable_store;
mod world;

mod memory_store {
    use std::sync::Arc;

    use async_trait::async_trait;
    use homing_auth::MemoryCredentials;
    use homing_domain::names::AccountId;
    use homing_domain::ports::{CredentialError, CredentialStore, Credentials};

    /// The one place that outlives an opening: "after a restart" means "within the process" here.
    struct Opened(Arc<MemoryCredentials>);

    #[async_trait]
    impl CredentialStore for Opened {
        async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
            self.0.read(account).await
        }

        async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
            self.0.write(account, credentials).await
        }

        async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
            self.0.delete(account).await
        }

        async fn probe(&self) -> Result<(), CredentialError> {
            self.0.probe().await
        }
    }

    fn new_place() -> impl AsyncFn() -> Opened {
        let store = Arc::new(MemoryCredentials::new());
        async move || Opened(Arc::clone(&store))
    }

    homing_domain::credentials_conformance!(new_place);
}
