//! The place of whoever stays signed in until the program quits, as every other place is tried.

use std::sync::Arc;

use async_trait::async_trait;
use homing_app::UntilQuit;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials};
use homing_storage::{MemoryLocks, MemoryNudges};

/// The one place that outlives an opening: "after a restart" means "within the program" here.
struct Opened(Arc<UntilQuit>);

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
    let place = UntilQuit::new(Arc::new(MemoryLocks::new()), Arc::new(MemoryNudges::new()));
    let place = Arc::new(place);
    async move || Opened(Arc::clone(&place))
}

homing_domain::credentials_conformance!(new_place);
