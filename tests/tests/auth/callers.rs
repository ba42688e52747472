//! Many callers of one process at the end of an access token, and callers that go away.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use homing_auth::AuthManager;
use homing_domain::ports::{AccessToken, Auth as _};
use homing_tests::Point;
use secrecy::ExposeSecret as _;
use tokio::task::JoinSet;

use crate::machine::Machine;
use crate::provided::Provided;
use crate::reference::Reference;
use crate::server::AuthServer;

const CALLERS: usize = 10_000;

async fn ten_thousand_callers_make_one_exchange(server: &dyn AuthServer) {
    let machine = Machine::with_expired_token(server).await;
    let refused = AccessToken::new(machine.stored().await.access);
    let manager = Arc::new(AuthManager::new(machine.parts()));
    let mut hold = server.proxy().hold(server.refresh_path(), 1, Point::BeforeForwarding);
    let mut callers = JoinSet::new();
    for nth in 0..CALLERS {
        let (manager, account, refused) = (Arc::clone(&manager), machine.account.clone(), refused.clone());
        callers.spawn(async move {
            match nth % 2 {
                0 => manager.access_token(&account).await,
                _ => manager.renew(&account, &refused).await,
            }
        });
    }
    // Each has been polled by now: there is one thread, and it has looked at the network since.
    hold.reached().await.unwrap();
    hold.pass();
    let tokens = callers.join_all().await;
    let granted = AccessToken::new(machine.stored().await.access);
    assert!(!granted.same_as(&refused));
    assert_eq!(tokens.len(), CALLERS);
    assert!(tokens.into_iter().all(|token| token.unwrap().same_as(&granted)));
    assert!(server.takes(granted.secret()).await);
    assert_eq!(server.refreshes(), 1);
}

/// What a future gives within so many polls. It is dropped right behind the last one.
async fn within<T>(mut polls: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => {
            polls -= 1;
            if polls == 0 { Poll::Ready(None) } else { Poll::Pending }
        }
    })
    .await
}

/// One caller is dropped behind its first poll, the next one behind its second, and so on to one that gets its token.
async fn a_caller_that_goes_away_takes_no_token_with_it(server: &dyn AuthServer) {
    let mut cut = 0;
    loop {
        let machine = Machine::with_expired_token(server).await;
        let spent = machine.stored().await.refresh;
        let manager = AuthManager::new(machine.parts());
        let before = server.refreshes();
        let got = within(cut + 1, manager.access_token(&machine.account)).await;
        let token = manager.access_token(&machine.account).await.unwrap();
        let stored = machine.stored().await;
        assert_eq!(token.secret().expose_secret(), stored.access.expose_secret());
        assert_ne!(stored.refresh.expose_secret(), spent.expose_secret());
        assert_eq!(stored.refresh_in_flight, None);
        assert!(server.takes(&stored.access).await);
        assert_eq!(server.refreshes() - before, 1, "after a cut at poll {}", cut + 1);
        if got.is_some() {
            break;
        }
        cut += 1;
    }
    assert!(cut > 0, "nobody was cut off");
}

/// The same while the request is at each point of its way; one that merely waited for the first goes away, too.
async fn callers_that_go_away_during_the_request_take_no_token_with_them(server: &dyn AuthServer) {
    for point in [Point::BeforeForwarding, Point::BeforeAnswer, Point::HalfOfAnswer] {
        let machine = Machine::with_expired_token(server).await;
        let manager = Arc::new(AuthManager::new(machine.parts()));
        let before = server.refreshes();
        let mut hold = server.proxy().hold(server.refresh_path(), 1, point);
        let mut callers = JoinSet::new();
        for _ in 0..2 {
            let (manager, account) = (Arc::clone(&manager), machine.account.clone());
            callers.spawn(async move { manager.access_token(&account).await.map(drop) });
        }
        hold.reached().await.unwrap();
        callers.shutdown().await;
        hold.pass();
        let token = manager.access_token(&machine.account).await.unwrap();
        assert!(token.same_as(&AccessToken::new(machine.stored().await.access)));
        assert!(server.takes(token.secret()).await);
        assert_eq!(server.refreshes() - before, 1, "{point:?}");
    }
}

#[tokio::test]
async fn ten_thousand_callers_at_the_end_of_a_token_make_one_exchange() {
    ten_thousand_callers_make_one_exchange(&Reference::start().await).await;
}

#[tokio::test]
async fn a_caller_that_is_cancelled_at_any_await_loses_no_rotated_token() {
    a_caller_that_goes_away_takes_no_token_with_it(&Reference::start().await).await;
}

#[tokio::test]
async fn callers_that_are_cancelled_during_the_request_lose_no_rotated_token() {
    callers_that_go_away_during_the_request_take_no_token_with_them(&Reference::start().await).await;
}

#[tokio::test]
async fn ten_thousand_callers_make_one_exchange_at_a_provider_nobody_here_wrote() {
    ten_thousand_callers_make_one_exchange(&Provided::start().await).await;
}

#[tokio::test]
async fn a_caller_that_is_cancelled_loses_no_token_of_a_provider_nobody_here_wrote() {
    let server = Provided::start().await;
    a_caller_that_goes_away_takes_no_token_with_it(&server).await;
    callers_that_go_away_during_the_request_take_no_token_with_them(&server).await;
}
