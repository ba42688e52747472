//! Signing in until the program quits, as that program and another one of the same data folder see it.

use homing_storage::{MemoryLocks, MemoryNudges};

use super::*;
use crate::reachable::{Reach, ReachableAccounts};
use crate::until_quit::UntilQuit;

/// The data folder: what programs share.
#[derive(Default)]
struct Folder {
    store: Arc<MemoryStore>,
    locks: MemoryLocks,
    nudges: MemoryNudges,
}

/// A program on it.
struct Program {
    until_quit: Arc<UntilQuit>,
    sending: ReachableAccounts,
    session: Session,
}

impl Folder {
    fn program(&self) -> Program {
        let until_quit =
            Arc::new(UntilQuit::new(Arc::new(self.locks.clone()), Arc::new(self.nudges.clone())));
        let reaching = |reach| ReachableAccounts {
            accounts: self.store.clone(),
            until_quit: Arc::clone(&until_quit),
            reach,
        };
        let untouched =
            || manager(Arc::new(MockCredentialStore::new()), MockHttp::new(), MockSignInApi::new());
        let auth = AuthByPlace {
            keychain: untouched(),
            encrypted_file: untouched(),
            until_quit: manager(until_quit.clone(), online(), api("u1")),
        };
        let session = Session {
            queue: self.store.clone(),
            accounts: Arc::new(reaching(Reach::AnyProgram)),
            clock: Arc::new(ManualClock::default()),
            ids: Arc::new(SequentialIds::default()),
            auth: Arc::new(auth),
        };
        Program { sending: reaching(Reach::ThisProgram), session, until_quit }
    }
}

impl Program {
    async fn sign_in(&self) -> AccountId {
        let server = "https://homing.example.org".parse().unwrap();
        let password = SecretString::from("correct horse");
        let granted = self.session.sign_in(&server, "anna", &password, CredentialPlace::UntilQuit).await;
        self.session.complete(granted.unwrap()).await.unwrap().account.id
    }

    /// Whether it could send, and whether it shows the account as signed in.
    async fn sees(&self) -> (bool, bool) {
        let signed_in = |active| matches!(active, Active::Account { signed_in: true, .. });
        (
            signed_in(self.sending.active().await.unwrap()),
            signed_in(self.session.accounts.active().await.unwrap()),
        )
    }
}

#[tokio::test]
async fn the_program_that_signed_in_sends_and_another_one_sees_it_signed_in_and_leaves_the_sending_to_it() {
    let folder = Folder::default();
    let (window, terminal) = (folder.program(), folder.program());
    let mut hears = homing_domain::ports::Nudges::watch(&folder.nudges).await.unwrap();
    window.sign_in().await;
    hears.nudged().await;
    assert_eq!((window.sees().await, terminal.sees().await), ((true, true), (false, true)));
    let known = terminal.session.accounts.all().await.unwrap();
    assert!(known[0].signed_in);
}

#[tokio::test]
async fn once_the_program_is_gone_the_account_needs_a_sign_in_and_its_work_is_there() {
    let folder = Folder::default();
    let window = folder.program();
    let account = window.sign_in().await;
    let device = DeviceId::new(Uuid::from_u128(8));
    let (clock, ids) = (Arc::new(ManualClock::default()), Arc::new(SequentialIds::new(5)));
    let tracker = Tracker::new(folder.store.clone(), folder.store.clone(), clock, ids, device);
    tracker.record(&Command::Start { draft: Draft::default(), when: When::Now }).await.unwrap();
    // As the end of the process does, be it a kill.
    drop(window);

    let next = folder.program();
    assert_eq!(next.sees().await, (false, false));
    assert_eq!(folder.store.counts(account).await.unwrap().waiting, 1);
    let state = SyncState::load(folder.store.as_ref(), account).await.unwrap();
    assert!(!state.sign_in_needed, "that nobody has the tokens is nobody's word on the sign-in");
    assert_eq!(next.sign_in().await, account, "the same account, with its work");
    assert_eq!(next.sees().await, (true, true));
    assert_eq!(folder.store.counts(account).await.unwrap().waiting, 1);
}

#[tokio::test]
async fn a_program_that_ends_in_order_tells_the_others_at_once() {
    let folder = Folder::default();
    let (window, terminal) = (folder.program(), folder.program());
    window.sign_in().await;
    let mut hears = homing_domain::ports::Nudges::watch(&folder.nudges).await.unwrap();
    window.until_quit.end();
    hears.nudged().await;
    assert_eq!((window.sees().await, terminal.sees().await), ((false, false), (false, false)));
}

#[tokio::test]
async fn two_programs_may_be_signed_in_each_with_tokens_of_its_own() {
    let folder = Folder::default();
    let (one, other) = (folder.program(), folder.program());
    one.sign_in().await;
    other.sign_in().await;
    assert_eq!((one.sees().await, other.sees().await), ((true, true), (true, true)));
    drop(one);
    assert_eq!((other.sees().await, folder.program().sees().await), ((true, true), (false, true)));
}

#[tokio::test]
async fn a_sign_out_in_another_program_ends_the_sending_and_says_that_the_server_was_not_told() {
    let folder = Folder::default();
    let (window, terminal) = (folder.program(), folder.program());
    window.sign_in().await;
    let out = terminal.session.sign_out().await.unwrap().unwrap();
    assert_eq!(out.farewell, Farewell::Unheard);
    assert_eq!((window.sees().await, terminal.sees().await), ((false, false), (false, false)));

    window.sign_in().await;
    let out = window.session.sign_out().await.unwrap().unwrap();
    assert_eq!(out.farewell, Farewell::Told, "its own it ends itself");
    assert_eq!(folder.program().sees().await, (false, false));
}
