//! The queue and the accounts of Homing in a file of redb, written with `homing-domain` alone: an example of a backend of
//! somebody's own. `docs/custom-backend.md` tells how it came to be; the tests show that it keeps every rule.
//!
//! | module | what it holds |
//! |---|---|
//! | `store` | the file, and one transaction for each call |
//! | `ports` | the calls of both ports, each a line |
//! | `tables` | what lies in the file, as tables |
//! | `rows` | what lies in a row |
//! | `reading` | what the rows say: heads of lanes, what holds a task, lists and counts |
//! | `writing` | the only ways to change a task, which keep every other table in agreement |
//! | `commit`, `claim`, `settle`, `person`, `accounts` | the rules, a theme each |

mod accounts;
mod claim;
mod commit;
mod error;
mod person;
mod ports;
mod reading;
mod records;
mod rows;
mod settle;
mod store;
mod tables;
mod writing;

pub use store::{RedbStore, WeakRedbStore};
