//! Accounts: who may sign in, and what proves that they did.
//!
//! Passwords are kept as argon2id hashes, tokens as SHA-256 digests: neither can be read back. What is not
//! here: how any of it travels (`http`), or how it is written down ([`crate::store`]).

mod identity;
mod naming;
mod password;
mod rotation;
mod sign_in;
mod token;
mod user;

pub use identity::{Leaving, Linked, link_identity};
pub use password::{PasswordError, Passwords};
pub use sign_in::SignInError;
pub use user::{Account, UserError, add_user, disable_user, enable_user, set_password, users};

pub(crate) use sign_in::{SignedIn, authenticate, login, logout, refresh};
