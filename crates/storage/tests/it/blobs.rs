//! What of blobs lies on the disk, and what another process, a kill or a stranger leaves there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use homing_domain::ports::{BlobError, Blobs, MockQueue, Queue, Removed, all_of, chunks_of};
use homing_domain::testing::SequentialIds;
use homing_storage::FileBlobs;
use tempfile::TempDir;

fn blobs(folder: &Path, seed: u32) -> FileBlobs {
    FileBlobs::new(folder.join("blobs"), Arc::new(SequentialIds::new(seed)))
}

fn empty() -> Arc<dyn Queue> {
    let mut queue = MockQueue::new();
    queue.expect_blobs_referenced().returning(|_| Ok(BTreeSet::new()));
    Arc::new(queue)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("blobs")).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn is_key(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".key")
}

#[tokio::test]
async fn files_and_folder_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    drop(blobs(folder.path(), 1).store(chunks_of("a"), 9).await.unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("blobs")), 0o700);
    let files = files(folder.path());
    assert_eq!(files.len(), 2, "the key and the blob: {files:?}");
    assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
}

#[tokio::test]
async fn a_name_tells_nothing_without_the_key_of_its_folder() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let name = async |folder: &TempDir, seed| {
        let stored = blobs(folder.path(), seed).store(chunks_of("a picture"), 9).await.unwrap();
        stored.blob().name.clone()
    };
    let first = name(&one, 1).await;
    assert_ne!(first, name(&other, 2).await);
    assert_eq!(first, name(&one, 3).await, "the key stays with its folder");
}

#[tokio::test]
async fn before_the_first_blob_nothing_is_made() {
    let folder = TempDir::new().unwrap();
    assert_eq!(blobs(folder.path(), 1).sweep(empty()).await.unwrap(), Removed::default());
    assert!(!folder.path().join("blobs").exists());
}

#[tokio::test]
async fn what_a_killed_store_left_goes_and_what_is_not_ours_stays() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path(), 1);
    drop(blobs.store(chunks_of("a"), 9).await.unwrap());
    let at = |name: &str| folder.path().join("blobs").join(name);
    for name in [".new-killed", "Not Ours.txt", ".hidden"] {
        fs::write(at(name), "part").unwrap();
    }
    assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed { removed: 2, held: 0 });
    assert!(!at(".new-killed").exists());
    assert_eq!(files(folder.path()), [at(".hidden"), at(".key"), at("Not Ours.txt")]);
}

#[tokio::test]
async fn a_draft_that_is_being_written_by_another_stays() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path(), 1);
    drop(blobs.store(chunks_of("a"), 9).await.unwrap());
    let draft = folder.path().join("blobs").join(".new-of-another");
    fs::write(&draft, "part").unwrap();
    let held = fs::File::open(&draft).unwrap();
    held.lock_shared().unwrap();
    assert_eq!(blobs.sweep(empty()).await.unwrap(), Removed { removed: 1, held: 1 });
    assert!(draft.exists());
}

#[tokio::test]
async fn a_file_that_was_cut_is_said_and_made_whole_where_the_same_bytes_come_again() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path(), 1);
    let blob = blobs.store(chunks_of("whole"), 9).await.unwrap().blob().clone();
    let file = files(folder.path()).into_iter().find(|file| !is_key(file)).unwrap();
    fs::write(&file, "who").unwrap();
    let error = blobs.open(&blob).await.err().unwrap();
    assert!(matches!(error, BlobError::Damaged { expected: 5, found: 3 }), "{error:?}");
    drop(blobs.store(chunks_of("whole"), 9).await.unwrap());
    assert_eq!(all_of(blobs.open(&blob).await.unwrap()).await.unwrap(), b"whole");
}

#[tokio::test]
async fn a_key_that_is_none_is_made_anew() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path(), 1);
    let before = blobs.store(chunks_of("a"), 9).await.unwrap().blob().clone();
    fs::write(folder.path().join("blobs").join(".key"), "short").unwrap();
    let after = blobs.store(chunks_of("a"), 9).await.unwrap().blob().clone();
    assert_eq!(after.sha256, before.sha256);
    for blob in [before, after] {
        assert_eq!(all_of(blobs.open(&blob).await.unwrap()).await.unwrap(), b"a");
    }
}

#[tokio::test]
async fn where_nothing_can_be_written_the_error_says_so() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("blobs"), "a file where the folder should be").unwrap();
    let error = blobs(folder.path(), 1).store(chunks_of("a"), 9).await.unwrap_err();
    assert!(matches!(error, BlobError::Backend(_)), "{error:?}");
}
