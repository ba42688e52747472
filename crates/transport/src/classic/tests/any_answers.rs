//! Whatever bytes and statuses come, no exchange panics, and each ends in a bounded number of steps with a word on each
//! of its tasks.

use homing_domain::names::DeviceId;
use homing_domain::ports::{
    Exchange, HttpResponse, LaneMemories, LaneMemory, Outbound, Profile, SignInApi, Step,
};
use homing_domain::task::Task;
use homing_domain::time::{EntryListing, EventKind, ProjectListing};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::classic::ClassicProfile;
use crate::classic::testing::{
    account, deleted, finished, lane, paused, picture, refusal, row_of, running, started_row, task, unknown,
};

/// A batch of the largest size takes two requests for each entry, one for the rest, and one memory.
const MOST_STEPS: usize = 110;

fn tasks() -> impl Strategy<Value = Vec<Task>> {
    let which = (0_usize..7, any::<bool>()).prop_map(|(which, is_unknown)| {
        let tasks = match which {
            0 => vec![task(EventKind::Start, running(1))],
            1 => vec![task(EventKind::Pause, paused(1))],
            2 => vec![task(EventKind::Stop, finished(1)), task(EventKind::Stop, finished(2))],
            3 => vec![task(EventKind::Delete, deleted(1))],
            4 => vec![picture(11, 1, 3)],
            5 => vec![task(EventKind::Start, running(1)), task(EventKind::Stop, finished(1))],
            _ => (1..=50).map(|number| task(EventKind::Stop, finished(number))).collect(),
        };
        let marked = tasks.into_iter().map(|task| if is_unknown { unknown(task) } else { task });
        marked.collect::<Vec<_>>()
    });
    which.boxed()
}

fn memories() -> impl Strategy<Value = LaneMemories> {
    let note = prop_oneof![
        Just(None),
        Just(Some(r#"{"asked":{"start":"2026-11-26T08:00:00.250Z","text":"work"}}"#.to_owned())),
        Just(Some(format!(r#"{{"picture":{{"lane":"{}","before":["7"]}}}}"#, lane(12)))),
        ".{0,12}".prop_map(Some),
    ];
    let id = prop::option::of(prop::sample::select(vec!["7", "", "../x", "ä/?"]).prop_map(str::to_owned));
    (id, note).prop_map(|(id, note)| LaneMemories::from([(lane(1), LaneMemory { id, note, guessed: false })]))
}

fn body() -> impl Strategy<Value = Value> {
    let key = |number: u8| lane(number).to_string();
    let made = json!({"entries": [{"idempotencyKey": key(1), "id": "7", "action": "created"}]});
    let odd = json!({"entries": [{"idempotencyKey": key(2), "id": "7", "action": "?"}, {"idempotencyKey": key(2), "id": "8"}]});
    let taken = (1_u8..60)
        .prop_map(move |number| json!({"message": "T", "idempotencyKey": key(number), "existingId": "7"}));
    prop_oneof![
        Just(Value::Null),
        Just(made),
        Just(odd),
        taken,
        Just(row_of(&finished(1), "7")),
        Just(started_row(&running(1), "7")),
        Just(json!([started_row(&running(1), "7"), {"id": "8"}])),
        Just(json!([{"id": "7"}, {"id": "9"}])),
        Just(json!([])),
        Just(json!({"id": 7})),
        Just(json!({"message": ["a"], "statusCode": 400})),
        Just(json!({"message": 7})),
        Just(json!({"access_token": "a.b.c", "refresh_token": "r"})),
    ]
}

fn response() -> impl Strategy<Value = HttpResponse> {
    let status = prop_oneof![
        8 => Just(200_u16),
        2 => Just(201),
        1 => Just(204),
        3 => Just(409),
        2 => prop::sample::select(vec![400_u16, 403, 404, 413, 429, 500, 503]),
        1 => 100_u16..=599,
    ];
    let bytes = prop_oneof![
        8 => body().prop_map(|body| body.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ];
    let content_type =
        prop_oneof![8 => Just(Some("application/json")), 1 => Just(Some("text/html")), 1 => Just(None)];
    (status, bytes, content_type).prop_map(|(status, body, content_type)| HttpResponse {
        content_type: content_type.map(str::to_owned),
        body,
        ..refusal(status)
    })
}

/// Whether it ended within the bound, and with as many words as tasks.
fn led_to_its_end(mut exchange: Box<dyn Exchange>, tasks: usize, answers: &[HttpResponse]) -> bool {
    let mut answers = answers.iter().cycle();
    for _ in 0..MOST_STEPS {
        let _ = exchange.scope();
        match exchange.next() {
            Step::Done(words) => return words.len() == tasks,
            Step::Send(_) => {
                if answers.next().is_none_or(|response| exchange.answer(response).is_some()) {
                    return true;
                }
            }
            Step::Read(_) => exchange.bytes(b"png".to_vec()),
            Step::Remember(_) => {}
        }
    }
    false
}

proptest! {
    #[test]
    fn no_exchange_panics_and_each_ends(
        tasks in tasks(),
        memories in memories(),
        answers in prop::collection::vec(response(), 1..24),
    ) {
        let (account, device) = (account(), DeviceId::new(uuid::Uuid::nil()));
        let places = ClassicProfile.part(&tasks, &memories);
        let tasks: Vec<Task> = places.into_iter().map(|place| tasks[place].clone()).collect();
        let outbound = Outbound { account: &account, device, tasks: &tasks, memories: &memories };
        let Ok(Some(exchange)) = ClassicProfile.exchange(outbound) else {
            return Err(TestCaseError::fail("it can be said"));
        };
        prop_assert!(led_to_its_end(exchange, tasks.len(), &answers));
    }

    #[test]
    fn any_answer_is_read_without_a_panic(response in response()) {
        let _ = ClassicProfile.grant(&response);
        let _ = ClassicProfile.who(&response);
        let _ = ClassicProfile.entries_answer(&response);
        let _ = ClassicProfile.projects_answer(&response);
        let _ = ClassicProfile.sync_answer(&[], &response);
    }
}
