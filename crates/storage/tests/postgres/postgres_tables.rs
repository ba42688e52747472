//! The tables of a schema agree with each other: see [`crate::tables`].

use homing_storage::PostgresStore;

use crate::new_schema;
use crate::tables::agree;

#[test]
fn whatever_is_asked_each_task_is_counted_and_nothing_waits_for_what_is_gone() {
    agree(|| {
        let url = new_schema();
        let of_place = url.clone();
        (async move || PostgresStore::open(&of_place).await.unwrap(), url, ())
    });
}
