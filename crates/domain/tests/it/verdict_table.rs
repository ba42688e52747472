//! Each row of the verdict table, and that the function has an answer to everything.

use std::time::Duration;

use homing_domain::policy::{LocalFault, Outcome, Scope, StopCause, Verdict, item_verdict, verdict};
use homing_domain::ports::{ItemAnswer, OfflineCause, Problem};
use homing_domain::task::Reason;
use proptest::prelude::*;
use rstest::rstest;

const MANY: Scope = Scope::Batch { alone: false };
const ALONE: Scope = Scope::Batch { alone: true };
const SOME: Scope = Scope::AllOrNone { alone: false };
const ONE: Scope = Scope::AllOrNone { alone: true };
const ITEM: Scope = Scope::Item { delete: false };
const DELETE: Scope = Scope::Item { delete: true };
const BLOB: Scope = Scope::Blob;

fn status(status: u16) -> Outcome {
    Outcome::Answer { status, retry_after: None, problem: None, repeated: false }
}

fn reason(code: &str) -> Reason {
    Reason { code: code.to_owned(), detail: None, field: None }
}

fn attention(status: u16) -> Verdict {
    Verdict::Attention(reason(&format!("http-{status}")))
}

#[rstest]
#[case::dns(OfflineCause::Dns)]
#[case::connect(OfflineCause::Connect)]
#[case::tls(OfflineCause::Tls)]
#[case::certificate(OfflineCause::Certificate)]
fn what_never_left_this_machine_is_offline_and_no_attempt(#[case] cause: OfflineCause) {
    let verdict = verdict(&Outcome::NotSent(cause), MANY);
    assert_eq!(verdict, Verdict::Offline(cause));
    assert!(!verdict.counts_as_attempt());
}

#[test]
fn a_lost_answer_is_an_unknown_outcome_and_an_attempt() {
    assert_eq!(verdict(&Outcome::AnswerLost, MANY), Verdict::UnknownOutcome);
    assert!(Verdict::UnknownOutcome.counts_as_attempt());
}

#[rstest]
#[case::a_success_that_is_not_of_this_api(Outcome::Unreadable, OfflineCause::Intercepted)]
#[case::moved(status(301), OfflineCause::Intercepted)]
#[case::found(status(302), OfflineCause::Intercepted)]
#[case::proxy_sign_in(status(407), OfflineCause::Proxy)]
#[case::network_sign_in(status(511), OfflineCause::Proxy)]
fn something_on_the_way_that_answers_in_the_servers_place_is_offline(
    #[case] outcome: Outcome,
    #[case] cause: OfflineCause,
) {
    for scope in [MANY, ALONE, ITEM, DELETE, BLOB] {
        assert_eq!(verdict(&outcome, scope), Verdict::Offline(cause));
    }
}

#[rstest]
#[case(400)]
#[case(409)]
#[case(422)]
fn a_refusal_halves_a_batch_and_parks_a_task_that_stands_alone(#[case] code: u16) {
    assert_eq!(verdict(&status(code), MANY), Verdict::Halve);
    assert_eq!(verdict(&status(code), ALONE), attention(code));
    assert_eq!(verdict(&status(code), ITEM), attention(code));
    assert_eq!(verdict(&status(code), BLOB), attention(code));
}

#[test]
fn a_500_is_an_unknown_outcome_at_first_and_halves_the_batch_when_it_repeats() {
    let again = Outcome::Answer { status: 500, retry_after: None, problem: None, repeated: true };
    assert_eq!(verdict(&status(500), MANY), Verdict::UnknownOutcome);
    assert_eq!(verdict(&again, MANY), Verdict::HalveUnknown);
    let alone = verdict(&again, ALONE);
    assert_eq!(alone, Verdict::Suspect(reason("http-500")), "it is looked for among its neighbours");
    assert_eq!(verdict(&status(500), ALONE), Verdict::UnknownOutcome);
    assert_eq!(verdict(&again, BLOB), Verdict::UnknownOutcome, "a blob has no neighbours");
}

#[rstest]
#[case(408)]
#[case(502)]
#[case(504)]
#[case(599)]
fn a_server_in_trouble_leaves_the_outcome_unknown(#[case] code: u16) {
    assert_eq!(verdict(&status(code), MANY), Verdict::UnknownOutcome);
}

#[rstest]
#[case::forbidden(403, StopCause::Forbidden)]
#[case::not_found(404, StopCause::Configuration)]
#[case::wrong_method(405, StopCause::Configuration)]
#[case::not_implemented(501, StopCause::Configuration)]
#[case::wrong_type(415, StopCause::VersionTooOld)]
#[case::upgrade(426, StopCause::VersionTooOld)]
fn an_endpoint_that_is_not_there_for_us_stops_the_queue_and_parks_nobody(
    #[case] code: u16,
    #[case] cause: StopCause,
) {
    assert_eq!(verdict(&status(code), MANY), Verdict::Stop(cause));
    assert_eq!(verdict(&status(code), ALONE), Verdict::Stop(cause));
    let of_a_blob = match cause {
        StopCause::Forbidden => attention(code),
        StopCause::Configuration => Verdict::Stop(StopCause::NoFiles),
        cause => Verdict::Stop(cause),
    };
    assert_eq!(verdict(&status(code), BLOB), of_a_blob);
}

#[rstest]
#[case(403)]
#[case(404)]
#[case(410)]
fn one_thing_that_is_refused_or_gone_parks_its_task(#[case] code: u16) {
    assert_eq!(verdict(&status(code), ITEM), attention(code));
}

#[rstest]
#[case(400)]
#[case(403)]
#[case(404)]
#[case(409)]
#[case(410)]
#[case(422)]
fn where_one_task_fails_all_of_them_any_refusal_halves_and_alone_parks_unless_it_may_be_the_address(
    #[case] code: u16,
) {
    assert_eq!(verdict(&status(code), SOME), Verdict::Halve);
    let is_of_the_address = matches!(code, 404 | 410);
    let alone = if is_of_the_address { Verdict::Stop(StopCause::Configuration) } else { attention(code) };
    assert_eq!(verdict(&status(code), ONE), alone);
}

#[test]
fn where_one_task_fails_all_of_them_everything_else_is_as_in_any_batch() {
    for code in [200, 302, 401, 405, 408, 413, 415, 418, 425, 429, 500, 501, 502, 503] {
        for repeated in [false, true] {
            let answer = Outcome::Answer { status: code, retry_after: None, problem: None, repeated };
            assert_eq!(verdict(&answer, SOME), verdict(&answer, MANY), "{code}");
            assert_eq!(verdict(&answer, ONE), verdict(&answer, ALONE), "{code}");
        }
    }
}

#[rstest]
#[case(404)]
#[case(410)]
fn what_was_to_be_deleted_and_is_gone_is_done(#[case] code: u16) {
    assert_eq!(verdict(&status(code), DELETE), Verdict::Sent);
}

#[rstest]
#[case(413)]
#[case(414)]
#[case(431)]
fn too_large_a_request_shrinks_unless_it_is_one_task(#[case] code: u16) {
    assert_eq!(verdict(&status(code), MANY), Verdict::TooLarge);
    assert_eq!(verdict(&status(code), ALONE), attention(code));
}

#[rstest]
#[case(429)]
#[case(503)]
fn a_server_that_wants_rest_gets_it_with_or_without_a_time(#[case] code: u16) {
    assert_eq!(verdict(&status(code), MANY), Verdict::Throttled(None));
}

#[test]
fn any_refusal_that_names_a_time_to_wait_holds_the_whole_queue_that_long() {
    let hour = Some(Duration::from_secs(3_600));
    for code in [400, 403, 404, 409, 418, 425, 429, 500, 503] {
        let outcome = Outcome::Answer { status: code, retry_after: hour, problem: None, repeated: false };
        assert_eq!(verdict(&outcome, MANY), Verdict::Throttled(hour), "{code}");
    }
}

#[test]
fn a_401_and_a_size_go_before_a_time_to_wait() {
    let asked = |status| Outcome::Answer {
        status,
        retry_after: Some(Duration::from_secs(1)),
        problem: None,
        repeated: false,
    };
    assert_eq!(verdict(&asked(401), MANY), Verdict::Refresh);
    assert_eq!(verdict(&asked(413), MANY), Verdict::TooLarge);
}

#[test]
fn too_early_waits_and_still_in_progress_comes_again_soon() {
    let problem = Some(Problem { code: "in-progress".to_owned(), detail: None, field: None });
    let busy = Outcome::Answer { status: 409, retry_after: None, problem, repeated: false };
    assert_eq!(verdict(&status(425), MANY), Verdict::Wait(None));
    assert_eq!(verdict(&busy, MANY), Verdict::InProgress);
    assert!(!Verdict::InProgress.counts_as_attempt());
}

#[test]
fn a_status_that_no_row_names_gets_a_few_more_tries() {
    let verdict = verdict(&status(418), ALONE);
    assert_eq!(verdict, Verdict::FewMoreTries(reason("http-418")));
    assert!(verdict.counts_as_attempt());
}

#[rstest]
#[case(LocalFault::Busy, Verdict::Wait(None))]
#[case(LocalFault::NotWritable, Verdict::Stop(StopCause::NotWritable))]
#[case(LocalFault::Corrupt, Verdict::Stop(StopCause::Damaged))]
fn trouble_on_this_machine_is_never_the_tasks_fault(#[case] fault: LocalFault, #[case] expected: Verdict) {
    assert_eq!(verdict(&Outcome::Local(fault), MANY), expected);
    assert!(!expected.counts_as_attempt());
}

#[test]
fn a_reason_keeps_the_servers_code_sentence_and_field() {
    let problem = Problem {
        code: "invalid-entry".to_owned(),
        detail: Some("It ends before it starts.".to_owned()),
        field: Some("intervals".to_owned()),
    };
    let verdict = item_verdict(&ItemAnswer::Rejected(problem));
    let Verdict::Attention(reason) = verdict else { panic!("{verdict:?}") };
    assert_eq!(reason.code, "invalid-entry");
    assert_eq!(reason.detail.as_deref(), Some("It ends before it starts."));
    assert_eq!(reason.field.as_deref(), Some("intervals"));
}

#[test]
fn the_servers_word_on_one_task_decides_for_that_task() {
    let after = Some(Duration::from_secs(9));
    assert_eq!(item_verdict(&ItemAnswer::Applied), Verdict::Sent);
    assert_eq!(item_verdict(&ItemAnswer::Duplicate), Verdict::Sent);
    assert_eq!(item_verdict(&ItemAnswer::Retry { after }), Verdict::Wait(after));
    assert_eq!(item_verdict(&ItemAnswer::Blocked), Verdict::Blocked);
    assert_eq!(item_verdict(&ItemAnswer::Missing), Verdict::Offline(OfflineCause::Intercepted));
}

proptest! {
    #[test]
    fn there_is_a_verdict_for_every_status_and_only_a_delete_is_ever_done_by_a_refusal(
        code: u16,
        wait in proptest::option::of(0_u64..100_000),
        repeated: bool,
        scope in prop_oneof![Just(MANY), Just(ALONE), Just(ITEM), Just(DELETE), Just(SOME), Just(ONE)],
    ) {
        let retry_after = wait.map(Duration::from_secs);
        let verdict = verdict(&Outcome::Answer { status: code, retry_after, problem: None, repeated }, scope);
        let gone = scope == DELETE && matches!(code, 404 | 410);
        prop_assert!(verdict != Verdict::Sent || gone);
        // Whatever the status, a batch of several is never parked whole.
        prop_assert!(!matches!(scope, MANY | SOME) || !matches!(verdict, Verdict::Attention(_)));
    }
}
