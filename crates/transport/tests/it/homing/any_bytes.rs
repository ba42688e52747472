//! No answer makes the profile panic, and a batch always gets as many words as it has tasks.

use homing_domain::names::Kind;
use homing_domain::ports::{BatchAnswer, HttpResponse, Profile, SignInApi};
use homing_domain::task::Body;
use homing_domain::time::{EntryListing, ProjectListing};
use homing_transport::HomingProfile;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{device, note, server, task, uuid};

fn read_as_everything(response: &HttpResponse) {
    let _ = HomingProfile.capabilities_answer(response);
    let _ = HomingProfile.grant(response);
    let _ = HomingProfile.entries_answer(response);
    let _ = HomingProfile.projects_answer(response);
    if let BatchAnswer::Items(items) = HomingProfile.sync_answer(&[note(1), note(2)], response) {
        assert_eq!(items.len(), 2);
    }
}

fn content_type() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(Some("application/json".to_owned())),
        Just(Some("application/problem+json".to_owned())),
        Just(Some("text/html".to_owned())),
        Just(None),
    ]
}

/// JSON that is nearly an answer: known names, any values.
fn near_json() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "results",
        "key",
        "result",
        "problem",
        "after_seconds",
        "entries",
        "next",
        "id",
        "intervals",
        "start",
        "user",
        "access_token",
        "expires_in_seconds",
        "api_version",
        "batch",
        "type",
        "detail",
        "field",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!(uuid(1))),
        Just(json!("applied")),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|members| {
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(
        status in 100_u16..=599,
        content_type in content_type(),
        body in prop::collection::vec(any::<u8>(), 0..256),
    ) {
        read_as_everything(&HttpResponse { status, content_type, retry_after: None, date: None, body });
    }

    #[test]
    fn any_json_that_is_nearly_an_answer_is_read_without_a_panic(
        content_type in content_type(),
        status in prop::sample::select(vec![200_u16, 401, 422]),
        body in near_json(),
    ) {
        let body = body.to_string().into_bytes();
        read_as_everything(&HttpResponse { status, content_type, retry_after: None, date: None, body });
    }

    #[test]
    fn any_body_of_a_task_is_sent_or_refused_without_a_panic(
        kind in prop::sample::select(vec!["note", "time-entry"]),
        body in prop::collection::vec(any::<u8>(), 0..256),
    ) {
        let task = task(1, Kind::of(kind), Body::new(body));
        if let Err((place, _)) = HomingProfile.sync_request(&server(), device(), &[task]) {
            prop_assert_eq!(place, 0);
        }
    }
}
