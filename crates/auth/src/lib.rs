//! Who may send: sign-in, refresh and sign-out, and the places where tokens rest.
//!
//! Not how a server is asked (a profile's `SignInApi`), not how bytes travel (the `Http` port), and not which
//! place a person chose (the composition root).
//!
//! | part | what it is |
//! |---|---|
//! | [`AuthManager`] | the `Auth` port: good tokens for the engine, one exchange at a time; sign-in and sign-out |
//! | [`BrowserSignIn`] | a sign-in at an OpenID provider, which waits for a person in the browser |
//! | [`KeychainStore`] | the keychain of the operating system |
//! | [`EncryptedFileStore`] | files that a passphrase opens, where there is no keychain |
//! | [`MemoryCredentials`] | until quit |

mod manager;
mod oidc;
mod store;

pub use manager::{
    AuthManager, AuthParts, Brought, BrowserSignIn, Farewell, HeldBack, SignInError, SignedIn,
};
pub use oidc::OidcError;
pub use store::{
    EncryptedFileStore, KdfCost, KdfCostError, KeychainStore, MemoryCredentials, PassphraseSource,
    PassphraseUse,
};
