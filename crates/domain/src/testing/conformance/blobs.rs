//! The suite of [`crate::ports::Blobs`]. Not in it: what a kill leaves, and what lies on the disk, which each adapter
//! tests itself.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use futures_util::poll;
use futures_util::stream::{self, StreamExt};

use crate::ports::{BlobError, Blobs, CHUNK_MAX_BYTES, Chunks, MockQueue, Queue, Removed, all_of, chunks_of};
use crate::task::{BlobName, BlobRef, Sha256};

/// Runs the suite over `$new_place`: see [`crate::testing::conformance`].
#[macro_export]
macro_rules! blobs_conformance {
    ($new_place:path) => {
        $crate::conformance_tests!($new_place, $crate::testing::conformance::blobs => [
            must_01_what_is_stored_is_there_after_a_restart_and_said_rightly,
            must_02_bytes_that_end_in_an_error_are_not_stored,
            must_02_more_bytes_than_allowed_are_not_stored,
            must_02_a_store_that_is_given_up_leaves_nothing,
            must_03_the_same_bytes_have_one_name_and_others_another,
            must_04_bytes_come_in_small_chunks,
            must_04_what_is_not_there_or_has_another_length_is_said,
            must_05_what_is_held_is_not_taken_away,
            must_05_a_second_holder_holds_what_was_stored_before,
            must_06_remove_takes_what_nobody_needs_and_no_other,
            must_07_sweep_takes_everything_that_nobody_needs,
            must_08_what_is_enqueued_meanwhile_stays,
            what_is_being_read_is_read_to_its_end,
        ]);
    };
}

const MOST: u64 = 1_000_000;

/// A queue that says that these are needed, as long as they are in the list.
fn queue(needed: &Arc<Mutex<Vec<BlobName>>>) -> Arc<dyn Queue> {
    let mut queue = MockQueue::new();
    let needed = Arc::clone(needed);
    queue.expect_blobs_referenced().returning(move |names| {
        let needed = needed.lock().unwrap();
        Ok(names.into_iter().filter(|name| needed.contains(name)).collect())
    });
    Arc::new(queue)
}

/// A queue in which no task has a blob.
fn empty() -> Arc<dyn Queue> {
    queue(&Arc::default())
}

/// Stores the bytes and lets them go.
async fn stored(blobs: &impl Blobs, bytes: &[u8]) -> BlobRef {
    blobs.store(chunks_of(bytes), MOST).await.unwrap().blob().clone()
}

async fn is_there(blobs: &impl Blobs, blob: &BlobRef) -> bool {
    match blobs.open(blob).await {
        Ok(_) => true,
        Err(BlobError::Missing) => false,
        Err(error) => panic!("{error:?}"),
    }
}

async fn read(blobs: &impl Blobs, blob: &BlobRef) -> Vec<u8> {
    all_of(blobs.open(blob).await.unwrap()).await.unwrap()
}

/// So many bytes of which no two neighbours are alike.
fn many(count: usize) -> Vec<u8> {
    (0..count).map(|n| (n % 251) as u8).collect()
}

/// Rule 1.
pub async fn must_01_what_is_stored_is_there_after_a_restart_and_said_rightly<B: Blobs>(
    open: impl AsyncFn() -> B,
) {
    let blobs = open().await;
    let bytes = stream::iter([b"a".to_vec(), Vec::new(), b"bc".to_vec()]).map(Ok);
    let abc = blobs.store(Box::pin(bytes), MOST).await.unwrap().blob().clone();
    // FIPS 180-4, the example of one block.
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!((abc.bytes, abc.sha256.to_string()), (3, digest.to_owned()));
    let large = stored(&blobs, &many(300_000)).await;
    drop(blobs);
    let blobs = open().await;
    assert_eq!(read(&blobs, &abc).await, b"abc");
    assert_eq!(read(&blobs, &large).await, many(300_000));
}

/// Rule 2.
pub async fn must_02_bytes_that_end_in_an_error_are_not_stored<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    let bytes = stream::iter([Ok(many(10)), Err("the disk of the camera is gone".into())]);
    let error = blobs.store(Box::pin(bytes), MOST).await.unwrap_err();
    assert!(
        matches!(&error, BlobError::Source(source) if source.to_string().contains("camera")),
        "{error:?}"
    );
    assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed::default(), "nothing is left");
}

/// Rule 2.
pub async fn must_02_more_bytes_than_allowed_are_not_stored<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    let two = || Box::pin(stream::iter([Ok(many(5)), Ok(many(5))]));
    let error = blobs.store(two(), 9).await.unwrap_err();
    assert!(matches!(error, BlobError::TooLarge { most: 9 }), "{error:?}");
    assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed::default());
    assert_eq!(blobs.store(two(), 10).await.unwrap().blob().bytes, 10);
}

/// Rule 2: wherever it waits for bytes.
pub async fn must_02_a_store_that_is_given_up_leaves_nothing<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    for chunks in 0..4 {
        // The bytes stop after so many chunks, and say so.
        let stopped = Arc::new(AtomicBool::new(false));
        let waits = {
            let stopped = Arc::clone(&stopped);
            stream::poll_fn(move |_| {
                stopped.store(true, Ordering::Relaxed);
                Poll::Pending
            })
        };
        let bytes: Chunks = Box::pin(stream::iter((0..chunks).map(|_| Ok(many(10)))).chain(waits));
        let mut store = Box::pin(blobs.store(bytes, MOST));
        while !stopped.load(Ordering::Relaxed) {
            assert!(poll!(store.as_mut()).is_pending());
            tokio::task::yield_now().await;
        }
        drop(store);
        blobs.sweep(empty()).await.unwrap();
        assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed::default(), "after {chunks} chunks");
    }
    assert_eq!(read(&blobs, &stored(&blobs, b"whole").await).await, b"whole");
}

/// Rule 3.
pub async fn must_03_the_same_bytes_have_one_name_and_others_another<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    let first = stored(&blobs, b"a picture").await;
    let other = stored(&blobs, b"another picture").await;
    drop(blobs);
    let blobs = open().await;
    assert_eq!(stored(&blobs, b"a picture").await, first);
    assert_ne!(other.name, first.name);
    assert!(!first.name.as_str().contains(&first.sha256.to_string()[..8]), "the name is not the digest");
}

/// Rule 4.
pub async fn must_04_bytes_come_in_small_chunks<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    let blob = stored(&blobs, &many(CHUNK_MAX_BYTES * 2 + 1)).await;
    let mut chunks = blobs.open(&blob).await.unwrap();
    let mut total = 0;
    while let Some(chunk) = chunks.next().await {
        let length = chunk.unwrap().len();
        assert!((1..=CHUNK_MAX_BYTES).contains(&length), "{length}");
        total += length;
    }
    assert_eq!(total, CHUNK_MAX_BYTES * 2 + 1);
}

/// Rule 4.
pub async fn must_04_what_is_not_there_or_has_another_length_is_said<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    let none = BlobRef { name: BlobName::new("none").unwrap(), sha256: Sha256::new([0; 32]), bytes: 1 };
    assert!(!is_there(&blobs, &none).await);
    let blob = stored(&blobs, b"bytes").await;
    let longer = BlobRef { bytes: 6, ..blob };
    let error = blobs.open(&longer).await.err().unwrap();
    assert!(matches!(error, BlobError::Damaged { expected: 6, found: 5 }), "{error:?}");
}

/// Rule 5.
pub async fn must_05_what_is_held_is_not_taken_away<B: Blobs>(open: impl AsyncFn() -> B) {
    let (blobs, beside) = (open().await, open().await);
    let held = blobs.store(chunks_of("held"), MOST).await.unwrap();
    let (blob, left) = (held.blob().clone(), Removed { removed: 0, held: 1 });
    for other in [&blobs, &beside] {
        assert_eq!(other.sweep(empty()).await.unwrap(), left);
        assert_eq!(other.remove(vec![blob.name.clone()], empty()).await.unwrap(), left);
    }
    assert!(is_there(&blobs, &blob).await);
    drop(held);
    assert_eq!(beside.sweep(empty()).await.unwrap(), Removed { removed: 1, held: 0 });
    assert!(!is_there(&blobs, &blob).await);
}

/// Rule 5.
pub async fn must_05_a_second_holder_holds_what_was_stored_before<B: Blobs>(open: impl AsyncFn() -> B) {
    let (blobs, beside) = (open().await, open().await);
    let first = blobs.store(chunks_of("held"), MOST).await.unwrap();
    let second = beside.store(chunks_of("held"), MOST).await.unwrap();
    let blob = first.blob().clone();
    assert_eq!(second.blob(), &blob);
    drop(first);
    assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed { removed: 0, held: 1 });
    assert_eq!(read(&blobs, &blob).await, b"held");
    drop(second);
    assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed { removed: 1, held: 0 });
}

/// Rule 6.
pub async fn must_06_remove_takes_what_nobody_needs_and_no_other<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    let gone = stored(&blobs, b"gone").await;
    let needed = stored(&blobs, b"needed").await;
    let not_named = stored(&blobs, b"not named").await;
    let tasks = Arc::new(Mutex::new(vec![needed.name.clone()]));
    let named = || vec![gone.name.clone(), needed.name.clone(), BlobName::new("none").unwrap()];
    let removed = blobs.remove(named(), queue(&tasks)).await.unwrap();
    assert_eq!(removed, Removed { removed: 1, held: 0 });
    assert!(!is_there(&blobs, &gone).await);
    assert!(is_there(&blobs, &needed).await && is_there(&blobs, &not_named).await);
    assert_eq!(blobs.remove(named(), queue(&tasks)).await.unwrap(), Removed::default());
    // Where the queue can't say, nothing goes.
    let mut failing = MockQueue::new();
    failing
        .expect_blobs_referenced()
        .returning(|_| Err(crate::ports::QueueError::Busy("another writes".into())));
    assert!(matches!(blobs.remove(named(), Arc::new(failing)).await, Err(BlobError::Queue(_))));
    assert!(is_there(&blobs, &needed).await);
}

/// Rule 7.
pub async fn must_07_sweep_takes_everything_that_nobody_needs<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed::default(), "there is nothing yet");
    let mut all = Vec::new();
    for n in 0..250_u32 {
        all.push(stored(&blobs, &n.to_be_bytes()).await);
    }
    let kept: Vec<_> = all.iter().step_by(100).map(|blob| blob.name.clone()).collect();
    let tasks = Arc::new(Mutex::new(kept.clone()));
    drop(blobs);
    let blobs = open().await;
    assert_eq!(blobs.sweep(queue(&tasks)).await.unwrap(), Removed { removed: 247, held: 0 });
    for blob in &all {
        assert_eq!(is_there(&blobs, blob).await, kept.contains(&blob.name));
    }
    tasks.lock().unwrap().clear();
    assert_eq!(blobs.sweep(queue(&tasks)).await.unwrap(), Removed { removed: 3, held: 0 });
}

/// Rule 8: the task is enqueued after the first look, and its bytes are let go.
pub async fn must_08_what_is_enqueued_meanwhile_stays<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    for sweeps in [true, false] {
        let held = blobs.store(chunks_of("its task comes"), MOST).await.unwrap();
        let (blob, name) = (held.blob().clone(), held.blob().name.clone());
        let held = Mutex::new(Some(held));
        let mut queue = MockQueue::new();
        queue.expect_blobs_referenced().returning(move |names| {
            // Whoever looks first sees no task. By the time of the next look it is there, and nothing held.
            let is_first = held.lock().unwrap().take().is_some();
            Ok(names.into_iter().filter(|known| !is_first && *known == name).collect::<BTreeSet<_>>())
        });
        let done = if sweeps {
            blobs.sweep(Arc::new(queue)).await
        } else {
            blobs.remove(vec![blob.name.clone()], Arc::new(queue)).await
        };
        assert_eq!(done.unwrap().removed, 0);
        assert!(is_there(&blobs, &blob).await);
    }
}

/// An upload that is on its way is not cut off by the end of its task.
pub async fn what_is_being_read_is_read_to_its_end<B: Blobs>(open: impl AsyncFn() -> B) {
    let blobs = open().await;
    let blob = stored(&blobs, &many(CHUNK_MAX_BYTES * 3)).await;
    let mut chunks = blobs.open(&blob).await.unwrap();
    let first = chunks.next().await.unwrap().unwrap();
    assert_eq!(blobs.sweep(empty()).await.unwrap().removed, 1);
    let rest = all_of(chunks).await.unwrap();
    assert_eq!([first, rest].concat(), many(CHUNK_MAX_BYTES * 3));
}
