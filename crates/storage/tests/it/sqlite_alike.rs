//! SQLite does the same as memory: see [`crate::alike`].

use homing_storage::{FileLocks, SqliteStore};
use tempfile::TempDir;

use crate::alike::{compare, left_over};

const SEEDS: u64 = 12;

#[tokio::test]
async fn whatever_is_asked_both_backends_answer_and_hold_the_same() {
    let mut cycles = 0;
    for seed in 0..SEEDS {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("homing.db");
        let store = SqliteStore::open(&file, &FileLocks::new(folder.path())).await.unwrap();
        cycles += compare(seed, store).await;
        assert_eq!(left_over(&format!("sqlite://{}", file.display())).await, (0, 0), "seed {seed}");
    }
    assert!(cycles > 0, "the calls reach what they are meant to");
}
