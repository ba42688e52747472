//! The tables as SeaORM sees them; their shape is made by the migrations, not from here.

pub(super) mod access_token;
pub(super) mod blob;
pub(super) mod blob_content;
pub(super) mod blob_piece;
pub(super) mod entry;
pub(super) mod identity;
pub(super) mod key;
pub(super) mod project;
pub(super) mod refresh_token;
pub(super) mod screenshot;
pub(super) mod user;
