//! Naming an entry: the latest ones by number, any by the beginning of its id.

use homing_domain::time::{Command, EntryRef, FindError, When};

use crate::tracking::{Desk, begin, desk};

async fn three() -> Desk {
    let desk = desk();
    desk.press(&[begin("a"), begin("b"), begin("c"), Command::Pause(When::Now)]).await;
    desk
}

impl Desk {
    async fn named(&self, text: &str) -> Result<String, FindError> {
        let entry = self.tracker.find(&text.parse().unwrap()).await?;
        Ok(entry.description.clone())
    }
}

#[tokio::test]
async fn the_latest_are_counted_back_and_the_current_one_has_a_name() {
    let desk = three().await;
    for (text, description) in [("@1", "c"), ("last", "c"), ("current", "c"), ("@2", "b"), ("@3", "a")] {
        assert_eq!(desk.named(text).await.unwrap(), description, "{text}");
    }
    assert!(matches!(desk.named("@4").await, Err(FindError::NotFound)));
    desk.press(&[Command::Stop(When::Now)]).await;
    assert!(matches!(desk.named("current").await, Err(FindError::NothingRuns)));
}

#[tokio::test]
async fn entries_of_years_ago_are_counted_too() {
    let desk = three().await;
    desk.clock.set_now("2029-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(desk.named("@3").await.unwrap(), "a");
}

#[tokio::test]
async fn the_beginning_of_an_id_names_its_entry_as_long_as_no_other_begins_alike() {
    let desk = three().await;
    let id = desk.tracker.current().await.unwrap().unwrap().id.to_string();
    assert_eq!(desk.named(&id).await.unwrap(), "c");
    assert_eq!(desk.named(&id.to_uppercase()).await.unwrap(), "c");
    // The ids of these tests differ in their last digits alone.
    assert!(matches!(desk.named(&id[..8]).await, Err(FindError::Ambiguous(several)) if several.len() == 3));
    assert_eq!(desk.named(&id[..35]).await.is_ok(), desk.named(&id.replace('-', "")[..31]).await.is_ok());
    assert!(matches!(desk.named("ffff").await, Err(FindError::NotFound)));
}

#[tokio::test]
async fn a_deleted_entry_is_named_by_nothing() {
    let desk = three().await;
    let id = desk.tracker.current().await.unwrap().unwrap().id.to_string();
    desk.press(&[Command::Cancel]).await;
    assert!(matches!(desk.named(&id).await, Err(FindError::NotFound)));
    assert_eq!(desk.named("@1").await.unwrap(), "b");
}

#[test]
fn what_names_no_entry_is_refused() {
    for text in ["", "@", "@0", "@-1", "abc", "---", "wxyz", "latest", "@1a", &"a".repeat(33)] {
        assert!(text.parse::<EntryRef>().is_err(), "{text}");
    }
}
