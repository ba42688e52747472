//! What the backends on a database share: the plan of a commit, rows and their meaning, errors, accounts, the reads of
//! records. Their statements are their own: see `sqlite` and `postgres`.

pub(crate) mod accounts;
pub(crate) mod before;
pub(crate) mod blobs;
pub(crate) mod claim;
pub(crate) mod entity;
pub(crate) mod error;
pub(crate) mod heads;
pub(crate) mod lists;
pub(crate) mod look;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod records;
pub(crate) mod rows;
pub(crate) mod uncut;
pub(crate) mod version;
