//! The tokens of an OpenID provider: whose they are, if they are good. Not who that is here (`account`).
//!
//! | module | what |
//! |---|---|
//! | `token` | what a token says, and whether this server takes that (pure) |
//! | `keys` | the provider's keys, and whether one of them signed a token (pure) |
//! | `waiting` | when the provider may be asked for its keys again (pure) |
//! | `provider` | asking it: the discovery document, the keys, the name of a person |
//! | `cache` | the keys that are held, and who goes to ask for others |
//! | `newcomers` | one turn for each person who is seen for the first time |

mod cache;
mod keys;
mod newcomers;
mod provider;
mod token;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use homing_wire::Secret;
use tokio::sync::OwnedMutexGuard;

use crate::ports::Clock;
use crate::settings::Oidc;
use crate::store::Identity;
use cache::Cache;
use newcomers::Newcomers;
use provider::Provider;
use token::{Expected, Unverified};

pub use provider::SetupError;
pub(crate) use token::{Names, is_jwt};

/// What takes the tokens of one provider.
pub(crate) struct ResourceServer {
    settings: Oidc,
    clock: Arc<dyn Clock>,
    cache: Arc<Cache>,
    newcomers: Newcomers,
}

/// Whose a good token is.
#[derive(Debug)]
pub(crate) struct Bearer {
    pub(crate) identity: Identity,
    /// What the token itself says about names.
    pub(crate) names: Names,
}

/// A token was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// It is not good, whatever the provider would say.
    Refused,
    /// Only the provider could tell, and it can't be asked before this has passed.
    ProviderAway(Duration),
}

impl ResourceServer {
    pub(crate) fn new(settings: Oidc, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let cache = Arc::new(Cache::new(Provider::new(&settings)?, Arc::clone(&clock)));
        Ok(Self { settings, clock, cache, newcomers: Newcomers::default() })
    }

    /// Whose this token is.
    ///
    /// What a token says of itself is looked at first: one that is for somebody else, or has expired, is refused
    /// without a key, also while the provider is away.
    pub(crate) async fn bearer(&self, token: &Secret) -> Result<Bearer, NotTaken> {
        let token = Unverified::read(token.expose()).ok_or(NotTaken::Refused)?;
        let expected = Expected { issuer: self.settings.issuer.as_str(), audience: &self.settings.audience };
        if !token.is_acceptable(&expected, self.clock.now()) {
            return Err(NotTaken::Refused);
        }
        let keys = self.cache.keys_for(&token).await?;
        if !keys.signed(&token) {
            return Err(NotTaken::Refused);
        }
        let issuer = self.settings.issuer.to_string();
        Ok(Bearer { identity: Identity { issuer, subject: token.claims.subject }, names: token.claims.names })
    }

    /// The turn of whoever makes an account for this person, who was not seen before. Nobody waits for another
    /// person's.
    pub(crate) async fn first_seen(&self, identity: &Identity) -> OwnedMutexGuard<()> {
        self.newcomers.turn(&identity.subject).await
    }

    /// What the provider tells about the names of the person whose token this is; nothing, where it does not.
    pub(crate) async fn names(&self, token: &Secret, identity: &Identity) -> Option<Names> {
        self.cache.names(token, &identity.subject).await
    }
}
