//! Pictures that the earlier app had not sent, on their way into the queue.

use std::sync::Arc;

use homing_app::{AttachError, EarlierPictureError, SyncManager};
use homing_domain::names::{AccountId, Collection};
use homing_domain::ports::{Capabilities, LaneMemory, MockAuth, MockHttp, MockProfile, Queue};
use homing_domain::time::{
    Command, Draft, EarlierPicture, EarlierWork, EntryRef, ItemState, ReviewItem, RowRef, Screenshot,
    SettleError, Unfinished, UnfinishedMatter, When, screenshot_kind,
};
use homing_storage::MemoryStore;

use crate::syncing::{free, over_network};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n picture";

fn desk() -> (Arc<MemoryStore>, SyncManager) {
    let store = Arc::new(MemoryStore::default());
    let mut profile = MockProfile::new();
    profile.expect_defaults().returning(|| Capabilities {
        max_tasks: 100,
        max_bytes: 10_000,
        keys_kept: std::time::Duration::from_secs(1),
        blob_max_bytes: Some(1_000_000),
    });
    let queue = Arc::clone(&store) as Arc<dyn Queue>;
    let network = (MockHttp::new(), Arc::new(profile) as _);
    let manager = over_network(queue, Arc::clone(&store) as _, Arc::new(MockAuth::new()), network, free());
    (store, manager)
}

fn picture(number: i64, server_id: Option<&str>, bytes: &[u8]) -> Unfinished {
    let table = "sync_queue".to_owned();
    let row = RowRef { table, number, identity: format!("{number:06x}"), content: "c".to_owned() };
    let matter =
        if server_id.is_some() { UnfinishedMatter::PictureToSend } else { UnfinishedMatter::Picture };
    Unfinished {
        rows: vec![row],
        matter,
        project: None,
        description: String::new(),
        intervals: Vec::new(),
        last_at: None,
        server_id: server_id.map(str::to_owned),
        picture: Some(EarlierPicture { media_type: "image/png".to_owned(), bytes: bytes.to_vec() }),
    }
}

async fn items(manager: &SyncManager, unfinished: Vec<Unfinished>) -> Vec<ReviewItem> {
    let work = EarlierWork { unfinished, ..EarlierWork::default() };
    manager.tracker().take_in(work, &|_| {}).await.unwrap();
    manager.tracker().to_review().await.unwrap()
}

async fn screenshots(store: &MemoryStore) -> Vec<Screenshot> {
    let mut found = Vec::new();
    for task in store.tasks(AccountId::LOCAL, 0, 100).await.unwrap() {
        if task.task.kind == screenshot_kind() {
            assert!(task.task.blob.is_some());
            let task = store.task(AccountId::LOCAL, task.task.id).await.unwrap().unwrap();
            found.push(task.task.body.json().unwrap());
        }
    }
    found
}

#[tokio::test]
async fn pictures_of_an_entry_that_the_server_knows_become_screenshots_of_one_entry() {
    let (store, manager) = desk();
    let pictures = vec![picture(1, Some("E1"), PNG), picture(2, Some("E1"), b"\xff\xd8\xff other")];
    items(&manager, pictures).await;
    let sent = manager.attach_earlier_pictures().await.unwrap();
    assert_eq!((sent.attached.len(), sent.left.len()), (2, 0));
    let screenshots = screenshots(&store).await;
    let types: Vec<_> = screenshots.iter().map(|screenshot| screenshot.media_type.as_str()).collect();
    assert_eq!(types, ["image/png", "image/jpeg"]);
    let entry = screenshots[0].entry;
    assert_eq!(screenshots[1].entry, entry);
    let memory = Collection::of("lane-memory");
    let memory = store.get(AccountId::LOCAL, &memory, &entry.record_id()).await.unwrap().unwrap();
    let memory: LaneMemory = memory.body.json().unwrap();
    assert_eq!(memory.id.as_deref(), Some("E1"));
    for attached in sent.attached {
        let again = manager.attach_earlier(&attached.item, None).await;
        let confirmed = |error: &_| matches!(error, EarlierPictureError::Settle(SettleError::Confirmed(of)) if *of == entry);
        assert!(again.as_ref().is_err_and(confirmed), "{again:?}");
    }
    // Its bytes lie with the task now, and once.
    let decided = manager.tracker().review_items().await.unwrap();
    assert!(matches!(decided[0].state, ItemState::Confirmed { .. }));
    assert_eq!(manager.tracker().earlier_picture(&decided[0]).await.unwrap(), None);
}

#[tokio::test]
async fn a_picture_of_which_no_entry_is_known_waits_for_a_name() {
    let (store, manager) = desk();
    let items = items(&manager, vec![picture(1, None, PNG)]).await;
    let refused = manager.attach_earlier(&items[0], None).await.unwrap_err();
    assert!(matches!(refused, EarlierPictureError::EntryNeeded));
    let start = Command::Start { draft: Draft::default(), when: When::Now };
    let entry = manager.enqueue_time_entry(&start).await.unwrap().entry.id;
    manager.attach_earlier(&items[0], Some(&EntryRef::Current)).await.unwrap();
    assert_eq!(screenshots(&store).await[0].entry, entry);
}

#[tokio::test]
async fn what_is_no_picture_stays_as_it_was() {
    let (store, manager) = desk();
    let items = items(&manager, vec![picture(1, Some("E1"), b"<svg>")]).await;
    let sent = manager.attach_earlier_pictures().await.unwrap();
    assert!(matches!(sent.left[0].1, EarlierPictureError::Attach(AttachError::NoPicture)));
    assert_eq!(manager.tracker().to_review().await.unwrap(), items);
    assert!(screenshots(&store).await.is_empty());
}
