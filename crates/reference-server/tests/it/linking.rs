//! Who an account is at the provider, by the operator's word, and what becomes of work that is there already.

use homing_server::account::{Leaving, Linked, UserError, link_identity, users};
use homing_server::store::Identity;
use homing_wire::{Outcome, Secret, Session};

use crate::blobs::bring;
use crate::identities::{both, token_of, who};
use crate::pruning::rows;
use crate::samples::{blob, bytes, entry, request, screenshot, shot, task};
use crate::server::NAME;

#[tokio::test]
async fn an_operator_says_who_an_account_is_at_the_provider() {
    let (key, provider, server) = both().await;
    let identity = |subject: &str| Identity { issuer: provider.issuer().into(), subject: subject.into() };
    let store = server.store().await;
    let linked = link_identity(&store, &*server.clock, NAME, &identity("1"), Leaving::NoWork).await.unwrap();
    assert_eq!((linked.account.name.as_str(), &linked.before), (NAME, &None));
    let ada = server.login().await.user;
    assert_eq!(who(&server, &token_of(&key, &provider, "1")).await, ada);
    assert_eq!(provider.person_asked(), 0);

    // Somebody who came before they were linked.
    let stranger = who(&server, &token_of(&key, &provider, "2")).await;
    let Linked { account, before } =
        link_identity(&store, &*server.clock, NAME, &identity("2"), Leaving::NoWork).await.unwrap();
    assert_eq!((account.name.as_str(), before.map(|before| before.name)), (NAME, Some(stranger.name)));
    assert_eq!(who(&server, &token_of(&key, &provider, "2")).await, ada);
    let again = link_identity(&store, &*server.clock, NAME, &identity("2"), Leaving::NoWork).await.unwrap();
    assert_eq!(again.before, None);

    let listed = users(&store).await.unwrap();
    let of_ada = listed.iter().find(|account| account.name == NAME).unwrap();
    assert_eq!(of_ada.identities, [identity("1"), identity("2")]);
    let unknown = link_identity(&store, &*server.clock, "bob", &identity("3"), Leaving::NoWork).await;
    assert!(matches!(unknown, Err(UserError::Unknown)));
    for subject in ["", "a\nb", &"a".repeat(256)] {
        let refused = link_identity(&store, &*server.clock, NAME, &identity(subject), Leaving::NoWork).await;
        assert!(matches!(refused, Err(UserError::Subject)), "{subject:?}");
    }
    store.close().await;
}

#[tokio::test]
async fn an_identity_leaves_an_account_that_holds_work_where_the_operator_says_so() {
    let (key, provider, server) = both().await;
    let store = server.store().await;
    for kept in ["entries", "blobs", "keys"] {
        let token = token_of(&key, &provider, kept);
        let session = Session {
            user: who(&server, &token).await,
            access_token: Secret::new(token.as_str()),
            refresh_token: Secret::new("none"),
            expires_in_seconds: 1,
        };
        assert_eq!(bring(&server, &session, &bytes(9)).await.status, 201);
        let work = [task(1, entry(1)), shot(2, &screenshot(1, &entry(1), blob(&bytes(9))))];
        assert_eq!(server.sync(&session, &request(work)).await, [Outcome::Applied, Outcome::Applied]);
        for other in ["screenshots", "blobs", "entries", "keys"].into_iter().filter(|other| *other != kept) {
            let of_this = format!("DELETE FROM homing_server_{other} WHERE user_id = '{}'", session.user.id);
            server.tamper(&of_this).await;
        }
        let left = rows(&server, kept).await;
        let identity = Identity { issuer: provider.issuer().into(), subject: kept.into() };
        let link = async |leaving| link_identity(&store, &*server.clock, NAME, &identity, leaving).await;
        let refused = link(Leaving::NoWork).await;
        assert!(matches!(refused, Err(UserError::HoldsWork(name)) if name == session.user.name), "{kept}");
        assert_eq!(who(&server, &token).await, session.user);

        let before = link(Leaving::AnyWork).await.unwrap().before.unwrap();
        assert_eq!((before.id, who(&server, &token).await.name.as_str()), (session.user.id.clone(), NAME));
        assert_eq!((server.entries(&session).await, rows(&server, kept).await), (vec![], left), "{kept}");
        // It is this account's by now, and nothing is left behind.
        assert_eq!(link(Leaving::NoWork).await.unwrap().before, None);
    }
    store.close().await;
}
