//! Rules 27 and 28: what holds a task that waits for another lane, and what lets it go.

use crate::ports::{Queue, Selection, Settlement};
use crate::task::{Commit, Dependency, NewTask, Release};

use super::super::sample::{
    account, after, anna, at, claim, enqueue, free_lanes, ids_by_lane, keep, lane, listed, of, one_of,
    reason, requires, settle, supersede, task_id, unknown, wait, waiting_for,
};

fn dependent(depends: impl IntoIterator<Item = Dependency>) -> NewTask {
    waiting_for(depends, keep("t", "lane"))
}

async fn held_by(queue: &impl Queue, name: &str) -> Vec<Dependency> {
    queue.task(anna(), task_id(name)).await.unwrap().unwrap().task.depends
}

/// Rule 27, for both sorts of dependency and every state of the other, whichever came first.
pub async fn must_27_a_task_is_held_by_the_other_lane_in_the_states_that_count<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    for (state, settlement, held_by_requires, held_by_after) in [
        ("waiting", Some(wait(500, true)), true, true),
        ("claimed", None, true, true),
        ("unknown", Some(unknown(500, true)), true, true),
        ("attention", Some(Settlement::Attention(reason())), true, false),
        ("sent", Some(Settlement::Sent), false, false),
    ] {
        for (until, held) in [(Release::Sent, held_by_requires), (Release::OutOfTheWay, held_by_after)] {
            for enqueued_first in [true, false] {
                let case = format!("{state} {until:?} {enqueued_first}");
                let other = format!("other of {case}");
                let dependency = Dependency { lane: lane(&other), until };
                enqueue(&queue, 1, [keep(&other, &other)]).await;
                let dependent = waiting_for([dependency.clone()], keep(&case, &case));
                if enqueued_first {
                    enqueue(&queue, 1, [dependent.clone()]).await;
                }
                let claimed = of(&claim(&queue, 1).await, &other);
                assert_eq!(ids_by_lane(&claimed), [(other.as_str(), vec![task_id(&other)])]);
                if let Some(settlement) = &settlement {
                    settle(&queue, 1, &claimed, settlement.clone()).await;
                }
                if !enqueued_first {
                    enqueue(&queue, 1, [dependent]).await;
                }
                let holding = if held { vec![dependency] } else { vec![] };
                assert_eq!(held_by(&queue, &case).await, holding, "{case}");
                assert_eq!(of(&claim(&queue, 2).await, &case).is_empty(), held, "{case}");
            }
        }
    }
}

/// Rule 27.
pub async fn must_27_a_task_in_the_middle_of_its_lane_ends_what_is_given_of_it<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), keep("a", "lane"), dependent([requires("other")])]).await;
    enqueue(&queue, 2, [keep("b", "lane")]).await;
    let claimed = claim(&queue, 2).await;
    let expected = [("lane", vec![task_id("a")]), ("other", vec![task_id("other")])];
    let mut given = ids_by_lane(&claimed);
    given.sort();
    assert_eq!(given, expected);
    settle(&queue, 2, &of(&claimed, "lane"), Settlement::Sent).await;
    assert!(claim(&queue, 2).await.is_empty());
    settle(&queue, 2, &of(&claimed, "other"), Settlement::Sent).await;
    assert_eq!(ids_by_lane(&claim(&queue, 2).await), [("lane", ["t", "b"].map(task_id).to_vec())]);
}

/// Rule 27.
pub async fn must_27_a_task_waits_for_all_that_was_in_the_other_lane_and_for_nothing_later<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("o1", "other"), keep("o2", "other"), dependent([requires("other")])]).await;
    enqueue(&queue, 2, [keep("o3", "other")]).await;
    let claimed = claim(&queue, 2).await;
    assert_eq!(ids_by_lane(&claimed), [("other", ["o1", "o2", "o3"].map(task_id).to_vec())]);
    settle(&queue, 2, &one_of(&claimed, "o3"), wait(500, true)).await;
    settle(&queue, 2, &one_of(&claimed, "o1"), Settlement::Sent).await;
    assert!(claim(&queue, 3).await.is_empty());
    settle(&queue, 3, &one_of(&claimed, "o2"), Settlement::Sent).await;
    assert_eq!(free_lanes(&queue, 4).await, ["lane"]);
}

/// Rule 27.
pub async fn must_27_a_chain_goes_one_after_the_other<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    let links = ["a", "b", "c", "d"];
    enqueue(&queue, 1, [keep("a", "a")]).await;
    for link in links.windows(2) {
        // Each is more urgent than the one before it: that gets it nowhere.
        enqueue(&queue, 2, [waiting_for([after(link[0])], keep(link[1], link[1]))]).await;
    }
    drop(queue);
    let queue = open().await;
    for link in links {
        let claimed = claim(&queue, 3).await;
        assert_eq!(ids_by_lane(&claimed), [(link, vec![task_id(link)])]);
        settle(&queue, 3, &claimed, Settlement::Sent).await;
    }
}

/// Rule 27.
pub async fn must_27_of_several_dependencies_the_last_one_lets_go<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, ["x", "y", "z"].map(|name| keep(name, name))).await;
    let depends = [after("x"), requires("y"), requires("y"), after("y"), after("z")];
    enqueue(&queue, 2, [dependent(depends)]).await;
    let claimed = claim(&queue, 2).await;
    for (name, left) in [
        ("x", vec![after("y"), after("z"), requires("y")]),
        ("z", vec![after("y"), requires("y")]),
        ("y", vec![]),
    ] {
        settle(&queue, 3, &of(&claimed, name), Settlement::Sent).await;
        let mut holding = held_by(&queue, "t").await;
        holding.sort_by_key(|one| (one.until == Release::Sent, one.lane.clone()));
        assert_eq!(holding, left, "{name}");
        assert_eq!(free_lanes(&queue, 3).await.is_empty(), !left.is_empty(), "{name}");
    }
}

/// Rule 27.
pub async fn must_27_nobody_waits_for_another_account_for_the_own_lane_or_for_an_empty_one<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let hers = Commit { records: Vec::new(), tasks: vec![keep("hers", "hers")] };
    queue.commit(account("berta"), at(1), hers).await.unwrap();
    enqueue(&queue, 1, [keep("gone", "gone")]).await;
    let gone = claim(&queue, 1).await;
    settle(&queue, 1, &gone, Settlement::Sent).await;
    let depends = ["hers", "lane", "gone", "never"].map(requires);
    enqueue(&queue, 1, [keep("first", "lane"), dependent(depends)]).await;
    assert_eq!(held_by(&queue, "t").await, []);
    assert_eq!(ids_by_lane(&claim(&queue, 1).await), [("lane", ["first", "t"].map(task_id).to_vec())]);
}

/// Rule 27: what is there counts, be it of the same commit.
pub async fn must_27_a_task_waits_for_an_earlier_task_of_its_commit_and_for_no_later_one<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    let tasks = [
        keep("earlier", "earlier"),
        waiting_for([after("earlier")], keep("t", "lane")),
        waiting_for([after("late")], keep("u", "free")),
        keep("late", "late"),
    ];
    enqueue(&queue, 1, tasks).await;
    let claimed = claim(&queue, 1).await;
    let lanes: Vec<_> = claimed.iter().map(|lane| lane.lane.as_str()).collect();
    assert_eq!(lanes, ["earlier", "free", "late"]);
}

/// Rule 27: whoever comes after a lane that waits for a person goes on, since all of that lane waits with it.
pub async fn must_27_what_is_behind_attention_is_out_of_the_way<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("refused", "other"), keep("behind", "other")]).await;
    enqueue(&queue, 1, [dependent([after("other")])]).await;
    enqueue(&queue, 1, [waiting_for([requires("other")], keep("u", "requiring"))]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &one_of(&claimed, "behind"), Settlement::Released).await;
    assert!(claim(&queue, 1).await.is_empty());
    settle(&queue, 1, &one_of(&claimed, "refused"), Settlement::Attention(reason())).await;
    assert_eq!(free_lanes(&queue, 1).await, ["lane"]);
}

/// Rule 27: as before, where the refused one comes first only in the end.
pub async fn must_27_a_lane_is_out_of_the_way_once_its_first_task_is_in_attention<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, ["first", "refused", "behind"].map(|name| keep(name, "other"))).await;
    enqueue(&queue, 1, [dependent([after("other")])]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &one_of(&claimed, "refused"), Settlement::Attention(reason())).await;
    settle(&queue, 1, &one_of(&claimed, "behind"), Settlement::Released).await;
    assert!(claim(&queue, 1).await.is_empty());
    settle(&queue, 1, &one_of(&claimed, "first"), Settlement::Sent).await;
    assert_eq!(free_lanes(&queue, 1).await, ["lane"]);
}

/// Rule 27 and rules 23 and 4: what goes again is in the way again.
pub async fn must_27_a_task_is_held_again_where_the_other_comes_back_from_attention<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), dependent([after("other")])]).await;
    let claimed = claim(&queue, 1).await;
    settle(&queue, 1, &claimed, Settlement::Attention(reason())).await;
    assert_eq!(free_lanes(&queue, 2).await, ["lane"]);
    queue.retry(anna(), Selection::All, at(3)).await.unwrap();
    assert_eq!(free_lanes(&queue, 3).await, ["other"]);
    let claimed = claim(&queue, 3).await;
    settle(&queue, 3, &claimed, Settlement::Attention(reason())).await;
    assert_eq!(free_lanes(&queue, 4).await, ["lane"]);
    enqueue(&queue, 5, [supersede("mended", "other")]).await;
    assert_eq!(free_lanes(&queue, 5).await, ["other"]);
    let claimed = claim(&queue, 5).await;
    settle(&queue, 5, &claimed, Settlement::Sent).await;
    assert_eq!(free_lanes(&queue, 6).await, ["lane"]);
}

/// Rule 27 and rule 11.
pub async fn must_27_a_claim_that_was_lost_lets_nothing_go<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), dependent([requires("other")])]).await;
    claim(&queue, 1).await;
    queue.reclaim(at(2)).await.unwrap();
    let claimed = claim(&queue, 2).await;
    assert_eq!(ids_by_lane(&claimed), [("other", vec![task_id("other")])]);
    settle(&queue, 2, &claimed, Settlement::Sent).await;
    assert_eq!(free_lanes(&queue, 2).await, ["lane"]);
}

/// Rule 27 and rule 24.
pub async fn must_27_whoever_comes_after_a_discarded_task_goes_on<Q: Queue>(open: impl AsyncFn() -> Q) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("other", "other"), dependent([after("other")])]).await;
    queue.discard(anna(), vec![task_id("other")], at(1)).await.unwrap();
    assert_eq!(free_lanes(&queue, 2).await, ["lane"]);
    assert_eq!(queue.counts(anna()).await.unwrap().attention, 0);
}

/// Rule 28.
pub async fn must_28_a_survivor_waits_for_what_the_superseded_waited_for_and_for_what_it_names<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, ["x", "y", "z"].map(|name| keep(name, name))).await;
    let first = waiting_for([after("x")], keep("first", "lane"));
    let second = waiting_for([requires("y")], keep("second", "lane"));
    enqueue(&queue, 2, [first, second]).await;
    enqueue(&queue, 3, [waiting_for([after("z")], supersede("t", "lane"))]).await;
    let mut holding = held_by(&queue, "t").await;
    holding.sort();
    assert_eq!(holding, [after("x"), requires("y"), after("z")]);
    let claimed = claim(&queue, 3).await;
    for name in ["x", "y", "z"] {
        assert!(free_lanes(&queue, 3).await.is_empty(), "{name}");
        settle(&queue, 3, &of(&claimed, name), Settlement::Sent).await;
    }
    assert_eq!(free_lanes(&queue, 3).await, ["lane"]);
}

/// Rule 28: of one lane it waits for all that either waited for.
pub async fn must_28_a_survivor_waits_for_what_was_in_the_other_lane_by_then<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [keep("o1", "other"), waiting_for([after("other")], supersede("t", "lane"))]).await;
    enqueue(&queue, 2, [keep("o2", "other")]).await;
    enqueue(&queue, 3, [waiting_for([after("other")], supersede("u", "lane"))]).await;
    enqueue(&queue, 4, [keep("o3", "other"), supersede("v", "lane")]).await;
    let claimed = claim(&queue, 4).await;
    settle(&queue, 4, &one_of(&claimed, "o1"), Settlement::Sent).await;
    assert!(free_lanes(&queue, 4).await.is_empty());
    settle(&queue, 4, &one_of(&claimed, "o2"), Settlement::Sent).await;
    assert_eq!(free_lanes(&queue, 4).await, ["lane"]);
    assert_eq!(listed(&queue).await.len(), 2);
}

/// Rules 27 and 28: whoever waits for a lane waits for the survivor in it, which says what was waited for.
pub async fn must_28_whoever_waited_for_the_superseded_waits_for_the_survivor<Q: Queue>(
    open: impl AsyncFn() -> Q,
) {
    let queue = open().await;
    enqueue(&queue, 1, [supersede("old", "other"), dependent([requires("other")])]).await;
    enqueue(&queue, 2, [supersede("new", "other")]).await;
    let claimed = claim(&queue, 2).await;
    assert_eq!(ids_by_lane(&claimed), [("other", vec![task_id("new")])]);
    settle(&queue, 2, &claimed, Settlement::Sent).await;
    assert_eq!(free_lanes(&queue, 2).await, ["lane"]);
}
