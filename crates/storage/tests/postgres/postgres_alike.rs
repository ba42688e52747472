//! PostgreSQL does the same as memory: see [`crate::alike`].

use homing_storage::PostgresStore;

use crate::alike::{compare, left_over};
use crate::new_schema;

const SEEDS: u64 = 12;

#[tokio::test]
async fn whatever_is_asked_both_backends_answer_and_hold_the_same() {
    let mut cycles = 0;
    for seed in 0..SEEDS {
        let url = new_schema();
        cycles += compare(seed, PostgresStore::open(&url).await.unwrap()).await;
        assert_eq!(left_over(&url).await, (0, 0), "seed {seed}");
    }
    assert!(cycles > 0, "the calls reach what they are meant to");
}
