//! The tables as SeaORM knows them. What a column means is said where the tables are made: in the
//! migrations. No type of this folder leaves the backend.

pub(crate) mod account;
pub(crate) mod installation;
pub(crate) mod record;
