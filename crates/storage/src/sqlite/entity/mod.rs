//! The tables as SeaORM knows them. What a column means is said where the tables are made: in the
//! migrations. No type of this folder leaves the backend.

pub(super) mod account;
pub(super) mod installation;
pub(super) mod record;
