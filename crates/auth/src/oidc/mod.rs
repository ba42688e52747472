//! Sign-in at an OpenID provider in the system's browser: OAuth 2.1's code flow with PKCE for a native application
//! (RFC 8252), and OpenID Connect on top.
//!
//! Not here: when tokens are renewed and where they rest (`manager`), and who opens the browser.
//!
//! | part | what it is |
//! |---|---|
//! | `attempt` | one sign-in: its secrets, its address, and what makes an ID token its own |
//! | `discovery` | what the provider says of itself, and whether that can be relied on |
//! | `loopback` | the listener on this machine where the browser begins, and which it comes back to |
//! | `redirect` | what the browser brings, read |
//! | `token` | the forms of the token endpoint and of the revocation endpoint, and their answers |

mod attempt;
mod discovery;
mod error;
mod http_client;
mod loopback;
mod redirect;
mod token;

pub(crate) use attempt::Attempt;
pub use error::OidcError;
pub(crate) use loopback::Loopback;
pub(crate) use redirect::Redirect;
pub(crate) use token::{error_code, refresh, revoke, tokens};
