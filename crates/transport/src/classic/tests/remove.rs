//! Entries that are deleted here.

use homing_domain::policy::Scope;
use homing_domain::ports::{BatchAnswer, ItemAnswer, Method};
use homing_domain::time::EventKind;

use crate::classic::testing::{
    Told, changed, deleted, empty, finished, html, json, lane, refusal, remembered, task,
};

#[test]
fn a_deleted_entry_is_deleted_there_and_one_that_is_gone_is_done() {
    for response in [empty(204), refusal(404)] {
        let mut told = Told::new(&[task(EventKind::Delete, deleted(1))], &remembered(1, "71"));
        let (method, path, _) = told.answered(&response);
        assert_eq!((method, path.as_str()), (Method::Delete, "/time-entries/71"));
        if response.status == 404 {
            let (method, path, _) = told.answered(&json(200, "[]"));
            assert_eq!((method, path.as_str()), (Method::Get, "/time-entries?limit=1"));
        }
        assert_eq!(told.done(), [ItemAnswer::Applied]);
        assert_eq!(told.id(&lane(1)), None);
    }
}

#[test]
fn a_deletion_is_not_forgotten_at_an_address_where_nothing_is() {
    let mut told = Told::new(&[task(EventKind::Delete, deleted(1))], &remembered(1, "71"));
    told.answered(&refusal(404));
    told.asked();
    assert!(matches!(told.hears(&refusal(404)), Some(BatchAnswer::Whole(Some(_)))));
    assert_eq!(told.scope(), Scope::Batch { alone: true }, "which is a word on the address");
    assert_eq!(told.id(&lane(1)), Some("71"));
}

#[test]
fn one_that_comes_back_by_an_undo_is_made_anew_by_its_key() {
    let mut told = Told::new(&[task(EventKind::Delete, deleted(1))], &remembered(1, "71"));
    told.answered(&empty(204));
    told.done();
    let back = changed(finished(1), |fields| fields.revision = 6);
    let (method, path, _) = Told::new(&[task(EventKind::Edit, back)], &told.memories).asked();
    assert_eq!((method, path.as_str()), (Method::Post, "/time-entries/sync"));
}

#[test]
fn a_refusal_to_delete_is_about_this_entry_alone() {
    let mut told = Told::new(&[task(EventKind::Delete, deleted(1))], &remembered(1, "71"));
    told.asked();
    assert!(matches!(told.hears(&refusal(403)), Some(BatchAnswer::Whole(Some(_)))));
    assert_eq!(told.hears(&html(404)), Some(BatchAnswer::Unreadable), "a page is not the server's word");
    assert_eq!(told.scope(), Scope::Item { delete: true });
}
