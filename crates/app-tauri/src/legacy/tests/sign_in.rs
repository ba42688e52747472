//! The sign-in of the earlier app: moved once, to where nobody is, or not at all with its reason.

use super::*;

#[tokio::test]
async fn the_sign_in_is_moved_and_what_was_recorded_before_goes_with_it() {
    let desk = desk();
    let start = Command::Start { draft: Draft::default(), when: When::Now };
    desk.app.sync.tracker().record(&start).await.unwrap();
    let EarlierSignIn::Moved { account, adopted } = desk.move_to(Some(&server()), tokens("r1")).await else {
        panic!("not moved");
    };
    assert_eq!((account.user.as_str(), account.server.clone()), ("u1", server()));
    assert_eq!(adopted.tasks, 1);
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
    assert!(matches!(desk.store.active().await.unwrap(), Active::Account { signed_in: true, .. }));
}

#[tokio::test]
async fn a_second_import_does_not_move_the_tokens_again_not_even_after_a_sign_out() {
    let desk = desk();
    desk.move_to(Some(&server()), tokens("r1")).await;
    let again = desk.move_to(Some(&server()), tokens("r2")).await;
    assert!(matches!(again, EarlierSignIn::NotMoved(NotMoved::Before)));
    let Active::Account { account, .. } = desk.store.active().await.unwrap() else { panic!("nobody") };
    desk.store.sign_out(account.id).await.unwrap();
    let again = desk.move_to(Some(&server()), tokens("r2")).await;
    assert!(matches!(again, EarlierSignIn::NotMoved(NotMoved::Before)));
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
}

#[tokio::test]
async fn without_a_server_a_user_or_a_token_that_renews_nothing_is_moved_and_the_reason_is_said() {
    let desk = desk();
    let clear: ServerUrl = "http://time.example.org".parse().unwrap();
    assert!(matches!(desk.move_to(None, tokens("r")).await, EarlierSignIn::NotMoved(NotMoved::NoServer)));
    let told = desk.move_to(Some(&clear), tokens("r")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::InTheClear(_))));
    let told = desk.move_to(Some(&server()), EarlierTokens { user: None, ..tokens("r") }).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::NoUser)));
    let told = desk.move_to(Some(&server()), EarlierTokens { refresh: None, ..tokens("r") }).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::NothingToRenew)));
    let told = desk.move_by(Some(&server()), ApiName::Homing, tokens("r")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::OtherApi(_))));
    assert!(desk.nobody().await);
    // None of these was the one time.
    assert!(matches!(desk.move_to(Some(&server()), tokens("r")).await, EarlierSignIn::Moved { .. }));
}

#[tokio::test]
async fn whoever_is_here_stays_and_nobody_takes_over() {
    let desk = desk();
    let bert = desk.session_of("bert").await;
    for signed_in in [true, false] {
        if !signed_in {
            desk.store.sign_out(bert).await.unwrap();
        }
        let told = desk.move_to(Some(&server()), tokens("r1")).await;
        let EarlierSignIn::NotMoved(NotMoved::Somebody(who)) = told else { panic!("moved: {signed_in}") };
        assert_eq!(who.id, bert);
    }
}

#[tokio::test]
async fn a_keychain_that_is_not_there_leaves_everything_as_it_was() {
    let mut missing = MockCredentialStore::new();
    missing.expect_probe().returning(|| Err(CredentialError::Missing("no bus".into())));
    let desk = desk_over(Arc::new(missing), Arc::default());
    let told = desk.move_to(Some(&server()), tokens("r1")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::SignIn { .. })));
    assert!(desk.nobody().await);
}

#[tokio::test]
async fn a_dry_run_says_where_the_sign_in_would_go_and_moves_nothing() {
    let desk = desk();
    let (place, api) = (CredentialPlace::Keychain, ApiName::Classic);
    let to = Destination { server: Some(&server()), api, place, dry_run: true };
    let told = desk.app.move_tokens(Some(tokens("r1")), &to).await.unwrap();
    assert!(matches!(told, EarlierSignIn::WouldMove { .. }));
    assert!(desk.nobody().await);
    assert_eq!(
        remembered::recall::<TokensMark>(&desk.store, homing_domain::names::AccountId::LOCAL).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn an_import_that_was_killed_before_the_tokens_were_kept_keeps_them_the_next_time() {
    let desk = desk();
    let mark = TokensMark::Moving { server: server(), user: "u1".to_owned() };
    remembered::remember(&desk.store, &desk.store, desk.clock.now(), &mark).await.unwrap();
    desk.session_of("u1").await;
    assert!(matches!(desk.move_to(Some(&server()), tokens("r1")).await, EarlierSignIn::Moved { .. }));
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
}

#[tokio::test]
async fn an_import_that_was_killed_after_the_tokens_were_kept_does_not_put_old_ones_in_their_place() {
    let desk = desk();
    desk.move_to(Some(&server()), tokens("r1")).await;
    let mark = TokensMark::Moving { server: server(), user: "u1".to_owned() };
    remembered::remember(&desk.store, &desk.store, desk.clock.now(), &mark).await.unwrap();
    let told = desk.move_to(Some(&server()), tokens("r0")).await;
    assert!(matches!(told, EarlierSignIn::NotMoved(NotMoved::Before)));
    assert_eq!(desk.kept().await.as_deref(), Some("r1"));
}

#[tokio::test]
async fn the_copy_may_go_only_once_the_keychain_has_tokens_of_the_account_that_it_belongs_to() {
    let desk = desk();
    let here = server();
    let moved = desk.move_to(Some(&here), tokens("r1")).await;
    assert!(desk.app.may_forget(&moved, Some(&here), Some("u1")).await);
    let again = desk.move_to(Some(&here), tokens("r2")).await;
    assert!(matches!(again, EarlierSignIn::NotMoved(NotMoved::Before)));
    assert!(desk.app.may_forget(&again, Some(&here), Some("u1")).await);
    // The active account has tokens, and they are another person's, or of another server.
    let elsewhere: ServerUrl = "https://elsewhere.example.org".parse().unwrap();
    assert!(!desk.app.may_forget(&again, Some(&here), Some("u2")).await);
    assert!(!desk.app.may_forget(&again, Some(&elsewhere), Some("u1")).await);
    assert!(!desk.app.may_forget(&again, Some(&here), None).await);
    let Active::Account { account, .. } = desk.store.active().await.unwrap() else { panic!("nobody") };
    let in_memory = homing_domain::account::Account { credentials: CredentialPlace::UntilQuit, ..account };
    desk.store.sign_in(&in_memory).await.unwrap();
    assert!(!desk.app.may_forget(&again, Some(&here), Some("u1")).await, "these are in no keychain");
}
