//! A sign-in server that keeps failing, and how often it is asked.

use std::sync::Arc;
use std::time::Duration;

use homing_auth::AuthManager;
use homing_domain::Timestamp;
use homing_domain::ports::{Auth, AuthError, Clock, CredentialError, RefreshPause};

use crate::server::Reply;
use crate::unreliable_store::Fault;
use crate::world::{World, access, text};

const GRACE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_secs(30);
const SECOND: Duration = Duration::from_secs(1);

/// The access token has ended, and the server announces that grace.
async fn expired(grace: Option<Duration>) -> World {
    let mut world = World::expired().await;
    world.grace = grace;
    world
}

async fn fails(process: &AuthManager, world: &World) -> AuthError {
    process.access_token(&world.account).await.unwrap_err()
}

/// What a failure looks like where an exchange reached the server, or may have.
fn failures() -> [Reply; 4] {
    [Reply::Lost, Reply::Status(500), Reply::Status(200), Reply::Status(302)]
}

#[tokio::test]
async fn a_failing_server_is_asked_once_in_half_a_minute_whatever_is_asked() {
    for failure in failures() {
        let world = expired(None).await;
        let process = world.process();
        for round in 1..=3 {
            world.server.will(failure.clone());
            for _ in 0..30 {
                for _ in 0..10 {
                    fails(&process, &world).await;
                    process.renew(&world.account, &access("access-1")).await.unwrap_err();
                }
                world.clock.advance(SECOND);
            }
            assert_eq!(world.server.requests().len(), round);
        }
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(process.access_token(&world.account).await), "access-2");
        assert_eq!(world.stored().await.unwrap().refresh_pause, None);
    }
}

#[tokio::test]
async fn within_the_announced_grace_one_retry_goes_at_once_and_then_the_server_is_left_alone() {
    for failure in failures() {
        let world = expired(Some(GRACE)).await;
        let process = world.process();
        world.server.will(failure.clone());
        world.server.will(failure);
        fails(&process, &world).await;
        for _ in 0..30 {
            fails(&process, &world).await;
            world.clock.advance(SECOND);
        }
        assert_eq!(world.server.requests().len(), 2);
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(process.access_token(&world.account).await), "access-2");
    }
}

#[tokio::test]
async fn all_processes_together_leave_a_failing_server_alone() {
    for (grace, most) in [(None, 1), (Some(GRACE), 2)] {
        let world = expired(grace).await;
        for _ in 0..most {
            world.server.will(Reply::Lost);
        }
        if grace.is_some() {
            fails(&world.process(), &world).await;
        }
        for _ in 0..30 {
            // Each is started anew: all it knows is in the store.
            fails(&world.process(), &world).await;
            world.clock.advance(SECOND);
        }
        assert_eq!(world.server.requests().len(), most);
        let another = world.process();
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(another.access_token(&world.account).await), "access-2");
    }
}

#[tokio::test]
async fn in_a_pause_a_process_says_again_what_it_met_and_another_one_how_long_it_lasts() {
    let world = expired(None).await;
    let process = world.process();
    world.server.will(Reply::Lost);
    fails(&process, &world).await;
    world.clock.advance(10 * SECOND);
    assert!(matches!(fails(&process, &world).await, AuthError::Unreachable(_)));
    let AuthError::Paused { wait } = fails(&world.process(), &world).await else { panic!("no pause") };
    assert_eq!(wait, 20 * SECOND);

    world.clock.advance(20 * SECOND);
    world.server.will(Reply::Status(500));
    fails(&process, &world).await;
    let said = fails(&process, &world).await;
    assert!(matches!(said, AuthError::Unavailable { status: 500, retry_after: None }), "{said:?}");
}

#[tokio::test]
async fn a_wait_that_the_server_asks_for_is_kept_by_every_process() {
    for (status, grace) in [(429, None), (429, Some(GRACE)), (503, None), (503, Some(GRACE))] {
        let world = expired(grace).await;
        let process = world.process();
        world.server.will(Reply::Wait(status, 300));
        fails(&process, &world).await;
        for left in (1..=300).rev() {
            let said = fails(&process, &world).await;
            let AuthError::Unavailable { retry_after: Some(wait), .. } = said else { panic!("{said:?}") };
            assert_eq!(wait, left * SECOND);
            let AuthError::Paused { wait } = fails(&world.process(), &world).await else {
                panic!("no pause")
            };
            assert_eq!(wait, left * SECOND);
            world.clock.advance(SECOND);
        }
        assert_eq!(world.server.requests().len(), 1);
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(process.access_token(&world.account).await), "access-2");
    }
}

#[tokio::test]
async fn a_wait_beside_a_status_that_asks_for_none_is_no_wish_of_the_server() {
    for status in [200, 204, 302, 307, 404, 500, 502] {
        let world = expired(None).await;
        world.server.will(Reply::Wait(status, 86_400));
        let said = fails(&world.process(), &world).await;
        assert!(matches!(said, AuthError::Unavailable { retry_after: None, .. }), "{status}: {said:?}");
        let AuthError::Paused { wait } = fails(&world.process(), &world).await else { panic!("no pause") };
        assert_eq!(wait, PAUSE, "{status}");
        world.clock.advance(PAUSE);
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(world.process().access_token(&world.account).await), "access-2");
    }
}

#[tokio::test]
async fn a_wait_of_years_is_a_day_at_most() {
    let world = expired(None).await;
    world.server.will(Reply::Wait(503, 1_000_000_000));
    fails(&world.process(), &world).await;
    world.clock.advance(24 * 60 * 60 * SECOND);
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(world.process().access_token(&world.account).await), "access-2");
}

#[tokio::test]
async fn what_never_left_is_tried_again_at_once() {
    for grace in [None, Some(GRACE)] {
        let world = expired(grace).await;
        let process = world.process();
        for _ in 0..5 {
            world.server.will(Reply::NotSent);
            assert!(matches!(fails(&process, &world).await, AuthError::Unreachable(_)));
        }
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(process.access_token(&world.account).await), "access-2");
    }
}

#[tokio::test]
async fn a_token_that_is_good_yet_goes_out_while_the_server_is_left_alone() {
    let mut world = World::signed_in().await;
    world.grace = Some(GRACE);
    let process = world.process();
    for _ in 0..2 {
        world.server.will(Reply::Lost);
        process.renew(&world.account, &access("access-1")).await.unwrap_err();
    }
    for process in [process, world.process()] {
        assert_eq!(text(process.access_token(&world.account).await), "access-1");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_ends_the_pause() {
    let world = expired(None).await;
    world.server.will(Reply::Lost);
    fails(&world.process(), &world).await;
    world.clock.set_now(Timestamp::from_millis(world.clock.now().as_millis() - 1_000).unwrap());
    // The token is good again by this clock; the server says otherwise.
    let (process, refused) = (world.process(), access("access-1"));
    world.server.will(Reply::Grant("access-2", "refresh-2", 900));
    assert_eq!(text(process.renew(&world.account, &refused).await), "access-2");
}

#[tokio::test]
async fn a_pause_lasts_from_its_beginning_to_its_end() {
    let at = |second: i64| Timestamp::from_millis(second * 1_000).unwrap();
    let pause = RefreshPause { since: at(100), until: at(130), refused: false };
    let left = [99, 100, 129, 130, 1_000].map(|second| pause.left_at(at(second)));
    assert_eq!(left, [None, Some(PAUSE), Some(SECOND), None, None]);
}

#[tokio::test]
async fn a_refusal_is_heard_by_all_processes_and_one_of_them_asks_again_after_half_a_minute() {
    for grace in [None, Some(GRACE)] {
        let world = expired(grace).await;
        for round in 1..=3 {
            world.server.will(Reply::Status(401));
            for _ in 0..30 {
                // Each is started anew: all it knows is in the store.
                assert!(matches!(fails(&world.process(), &world).await, AuthError::SignInNeeded));
                world.clock.advance(SECOND);
            }
            assert_eq!(world.server.requests().len(), round);
        }
        // It was wrong all along.
        world.server.will(Reply::Grant("access-2", "refresh-2", 900));
        assert_eq!(text(world.process().access_token(&world.account).await), "access-2");
        assert_eq!(world.stored().await.unwrap().refresh_pause, None);
    }
}

#[tokio::test]
async fn a_refused_refresh_token_takes_no_access_token_from_anyone_that_is_good_yet() {
    for grace in [None, Some(GRACE)] {
        let mut world = World::signed_in().await;
        world.grace = grace;
        world.server.will(Reply::Status(401));
        let refused = world.process().renew(&world.account, &access("access-1")).await;
        assert!(matches!(refused, Err(AuthError::SignInNeeded)));
        for _ in 0..GRACE.as_secs() {
            assert_eq!(text(world.process().access_token(&world.account).await), "access-1");
            world.clock.advance(SECOND);
        }
        assert_eq!(world.server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_sign_in_by_another_process_takes_the_place_of_a_refusal() {
    let world = expired(None).await;
    world.server.will(Reply::Status(401));
    fails(&world.process(), &world).await;
    let process = world.process();
    world.server.will(Reply::Grant("access-9", "refresh-9", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &"a password".into()).await.unwrap();
    process.keep(&world.account, signed_in).await.unwrap();
    assert_eq!(text(world.process().access_token(&world.account).await), "access-9");
}

#[tokio::test]
async fn a_sign_in_is_not_held_up_by_the_pause_of_the_one_before() {
    let world = expired(None).await;
    let process = world.process();
    world.server.will(Reply::Lost);
    fails(&process, &world).await;
    world.server.will(Reply::Grant("access-9", "refresh-9", 900));
    let signed_in = process.sign_in(&world.account.server, "anna", &"a password".into()).await.unwrap();
    process.keep(&world.account, signed_in).await.unwrap();
    for process in [process, world.process()] {
        assert_eq!(text(process.access_token(&world.account).await), "access-9");
    }
}

#[tokio::test]
async fn a_short_token_that_is_refused_after_its_end_is_renewed() {
    let world = expired(None).await;
    let process: Arc<AuthManager> = world.process();
    world.server.will(Reply::Grant("access-2", "refresh-2", 5));
    let short = process.access_token(&world.account).await.unwrap();
    world.clock.advance(5 * SECOND);
    world.server.will(Reply::Grant("access-3", "refresh-3", 5));
    assert_eq!(text(process.renew(&world.account, &short).await), "access-3");
}

#[tokio::test]
async fn network_and_server_are_blamed_only_where_the_stored_sign_in_could_be_read() {
    let world = expired(None).await;
    let process = world.process();
    // The second time the server would be left alone for a while.
    for reply in [Reply::NotSent, Reply::Status(500)] {
        world.server.will(reply);
        fails(&process, &world).await;
        world.store.set(Some(Fault::Unreadable));
        let error = fails(&process, &world).await;
        assert!(matches!(error, AuthError::Credentials(CredentialError::PassphraseNeeded)), "{error:?}");
        world.store.set(None);
    }
    assert!(matches!(fails(&world.process(), &world).await, AuthError::Paused { .. }));
}
