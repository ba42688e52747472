//! Tokens for whoever is signed in on this machine at that moment, and for nobody else.

use std::sync::Arc;

use async_trait::async_trait;
use homing_domain::account::{Account, Active};
use homing_domain::ports::{AccessToken, Accounts, Auth, AuthError};

/// The auth port as the engine gets it. A sign-out of the account, a sign-in as someone else or a switch, in whatever
/// process, ends a sync here before its next request, also where its tokens would still be good.
pub struct SignedInOnly {
    /// Who is signed in.
    pub accounts: Arc<dyn Accounts>,
    /// Whose tokens are given.
    pub auth: Arc<dyn Auth>,
}

impl SignedInOnly {
    async fn check(&self, account: &Account) -> Result<(), AuthError> {
        let active = self.accounts.active().await;
        match active.map_err(AuthError::Accounts)? {
            Active::Account { account: active, signed_in } if active.id == account.id => {
                if signed_in {
                    Ok(())
                } else {
                    Err(AuthError::SignInNeeded)
                }
            }
            _ => Err(AuthError::NotActive),
        }
    }
}

#[async_trait]
impl Auth for SignedInOnly {
    async fn access_token(&self, account: &Account) -> Result<AccessToken, AuthError> {
        self.check(account).await?;
        self.auth.access_token(account).await
    }

    async fn renew(&self, account: &Account, refused: &AccessToken) -> Result<AccessToken, AuthError> {
        self.check(account).await?;
        self.auth.renew(account, refused).await
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use homing_domain::account::CredentialPlace;
    use homing_domain::names::AccountId;
    use homing_domain::ports::{MockAccounts, MockAuth};
    use secrecy::SecretString;
    use uuid::Uuid;

    use super::*;

    fn account(number: u128) -> Account {
        Account {
            id: AccountId::new(Uuid::from_u128(number)),
            server: "https://homing.example.org".parse().unwrap(),
            user: number.to_string(),
            name: number.to_string(),
            credentials: CredentialPlace::Keychain,
        }
    }

    async fn token_for_anna(active: Active) -> Result<AccessToken, AuthError> {
        let mut accounts = MockAccounts::new();
        accounts.expect_active().return_once(move || Ok(active));
        let mut auth = MockAuth::new();
        auth.expect_access_token().returning(|_| Ok(AccessToken::new(SecretString::from("still good"))));
        let only = SignedInOnly { accounts: Arc::new(accounts), auth: Arc::new(auth) };
        only.access_token(&account(1)).await
    }

    #[tokio::test]
    async fn a_good_token_goes_out_only_for_the_account_that_is_active_and_signed_in() {
        let active = |number, signed_in| Active::Account { account: account(number), signed_in };
        assert!(token_for_anna(active(1, true)).await.is_ok());
        assert!(matches!(token_for_anna(active(1, false)).await, Err(AuthError::SignInNeeded)));
    }

    #[tokio::test]
    async fn while_another_account_is_active_nothing_is_said_of_this_ones_sign_in() {
        let active = |signed_in| Active::Account { account: account(2), signed_in };
        for other in [active(true), active(false), Active::Local] {
            assert!(matches!(token_for_anna(other).await, Err(AuthError::NotActive)));
        }
    }
}
