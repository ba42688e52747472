//! The JSON types of the Homing Sync API, version 1: shapes and nothing else.
//!
//! `docs/openapi.yaml` is the contract; these types follow it. Client and server share them, and each
//! applies its own rules: nothing here parses an instant, checks an id or decides what is acceptable.
//!
//! Conventions
//! - Names are snake_case. Members that are not known are ignored, so either side may be the newer one.
//! - Instants are texts: RFC 3339, UTC, exactly three fractional digits, as in `2026-11-22T09:15:00.000Z`.
//! - Ids are texts: UUIDs in lower case with hyphens; keys, entries, screenshots and devices are version
//!   4.
//! - An absent member and a `null` mean the same; an absent one is written by leaving it out.
//! - What may grow without a new version of the API is read leniently ([`Outcome::Unknown`]); what a
//!   server must refuse is closed ([`EntryState`], [`EventKind`]).
//! - Tokens and passwords are [`Secret`]s, which [`Debug`] never shows.

mod auth;
mod blob;
mod capabilities;
mod entry;
pub mod problem;
mod project;
mod secret;
mod sync;

pub use auth::{LoginRequest, LogoutRequest, RefreshRequest, Session, User};
pub use blob::{BLOB_MEDIA_TYPE, BlobRef, Screenshot, ScreenshotPage, ScreenshotQuery};
pub use capabilities::{API_VERSION, BatchLimits, Capabilities, Health, OidcProvider, SignInMethods};
pub use entry::{Annotation, EntryState, Interval, TimeEntry, TimeEntryPage, TimeEntryQuery};
pub use problem::Problem;
pub use project::{Project, ProjectPage, ProjectQuery};
pub use secret::Secret;
pub use sync::{Event, EventKind, Outcome, SyncRequest, SyncResponse, Task, TaskResult, TimeEntryBody, kind};
