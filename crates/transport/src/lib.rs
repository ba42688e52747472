//! How requests leave this machine, and how the requests and answers of each API look.
//!
//! Adapters of the domain's ports, which know nothing of each other. Neither decides what an answer
//! means for a task, when to try again or who is signed in: that is the domain's.
//!
//! | module | port | what it is |
//! |---|---|---|
//! | [`http`] | `Http` | requests over reqwest and rustls; all the network there is |
//! | [`homing`] | `Profile`, `SignInApi`, `EntryListing`, `ProjectListing` | the Homing Sync API; pure |
//! | [`classic`] | `Profile`, `SignInApi`, `EntryListing`, `ProjectListing` | the API of the earlier app's server; pure |
//!
//! `json` and `tokens` are what both profiles share.

pub mod classic;
pub mod homing;
pub mod http;
mod json;
mod tokens;

pub use classic::ClassicProfile;
pub use homing::HomingProfile;
pub use http::{
    CaFileError, ExtraRoots, HttpOptions, HttpSetupError, ProxyChoice, ProxyUrlError, ReqwestHttp,
    ReqwestProbe,
};
pub use json::{JsonError, NotJsonError};
