//! A small, real server that speaks the Homing Sync API: one process and one SQLite file, or several processes
//! and one PostgreSQL database.
//!
//! It is the reference that clients are held against, and good enough to run for a few people. It is not
//! a project tool: it keeps what clients bring and shows it again. The binary is `homing-server`
//! ([`command`]); whoever wants the server in their own process takes [`App`], [`router`] and [`serve`].
//!
//! | module | what |
//! |---|---|
//! | [`account`] | who may sign in, passwords, tokens and their rotation, whose a provider's token is |
//! | `oidc` | the access tokens of an OpenID provider, its keys |
//! | [`sync`] | what becomes of a task: the rules (pure), and the transaction that applies them |
//! | [`listing`] | pages of what is held |
//! | [`project`] | the projects that the operator names |
//! | [`prune`] | forgetting keys and tokens that have had their days |
//! | [`store`] | SQLite or PostgreSQL through SeaORM, and the migrations |
//! | `http` | routes, problems, bodies; no rule lives there |
//! | [`ports`] | the clock and the randomness, so that a test holds both |

pub mod account;
mod app;
mod blobs;
pub mod command;
mod http;
pub mod listing;
mod logging;
mod measures;
mod names;
mod oidc;
pub mod ports;
mod problems;
pub mod project;
mod pruning;
mod rates;
mod serve;
mod settings;
pub mod store;
pub mod sync;

pub use app::{App, AppError};
pub use http::router;
pub use oidc::SetupError as OidcSetupError;
pub use pruning::{Pruned, prune};
pub use serve::{ServeError, Tls, TlsError, serve, serve_tls};
pub use settings::{Issuer, IssuerError, Limits, Oidc, RefreshGrace, RefreshGraceError, Settings};
