//! A process that dies in the middle of a sign-in.

use async_trait::async_trait;
use homing_domain::ports::Credentials;
use tokio::sync::Notify;

use super::*;

/// Keeps what is written to it, and answers no writer.
struct Hanging {
    kept: Arc<MemoryCredentials>,
    written: Arc<Notify>,
}

#[async_trait]
impl CredentialStore for Hanging {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        self.kept.read(account).await
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        self.kept.write(account, credentials).await?;
        self.written.notify_one();
        std::future::pending().await
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.kept.delete(account).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        Ok(())
    }
}

#[tokio::test]
async fn once_the_tokens_of_a_sign_in_are_kept_nobody_asks_for_another_one() {
    let mut desk = desk(online(), api("u1"));
    let account = desk.sign_in().await.unwrap().account;
    desk.waits_for_a_sign_in(account.id).await;

    let written = Arc::new(Notify::new());
    let hanging = Hanging { kept: Arc::clone(&desk.keychain), written: Arc::clone(&written) };
    desk.session.auth = Arc::new(AuthByPlace {
        keychain: manager(Arc::new(hanging), online(), api("u1")),
        encrypted_file: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
        until_quit: manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new()),
    });
    tokio::select! {
        _ = desk.sign_in() => panic!("nobody answers it"),
        () = written.notified() => {}
    }
    let state = SyncState::load(desk.store.as_ref(), account.id).await.unwrap();
    assert!(!state.sign_in_needed);
}
