//! The encrypted files, on a real disk.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use homing_auth::{EncryptedFileStore, KdfCost, PassphraseUse};
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials, GrantedBy};
use secrecy::SecretString;
use tempfile::TempDir;

const TOKEN: &str = "plain-token-bytes";

fn open(folder: &Path, passphrase: &'static str) -> EncryptedFileStore {
    // The least that argon2 knows: these tests are not about its cost.
    let cost = KdfCost::new(8, 1, 1).unwrap();
    let source = move |_: PassphraseUse| Ok(SecretString::from(passphrase));
    EncryptedFileStore::new(folder.to_owned(), Arc::new(source), cost)
}

fn new_place() -> impl AsyncFn() -> EncryptedFileStore {
    let folder = TempDir::new().unwrap();
    async move || open(folder.path(), "correct horse")
}

homing_domain::credentials_conformance!(new_place);

fn account(number: u32) -> AccountId {
    format!("6f1b2f6e-2c43-4c0e-9a4c-{number:012x}").parse().unwrap()
}

fn credentials(refresh: &str) -> Credentials {
    Credentials {
        access: TOKEN.into(),
        refresh: refresh.into(),
        expires_at: "2026-11-22T09:15:00.000Z".parse().unwrap(),
        refresh_in_flight: None,
        refresh_pause: None,
        granted_by: GrantedBy::Server,
    }
}

/// A folder in which one account's credentials are sealed.
async fn sealed() -> TempDir {
    let folder = TempDir::new().unwrap();
    open(folder.path(), "correct horse").write(account(1), &credentials("r")).await.unwrap();
    folder
}

fn files(folder: &TempDir) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[tokio::test]
async fn the_disk_holds_one_file_for_its_owner_alone_and_no_token_in_it() {
    let folder = sealed().await;
    let [file] = &files(&folder)[..] else { panic!("one file") };
    assert!(file.ends_with(format!("credentials-{}.sealed", account(1))));
    let bytes = fs::read(file).unwrap();
    assert!(!bytes.windows(4).any(|seen| TOKEN.as_bytes().windows(4).any(|secret| seen == secret)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_made_for_its_owner_alone() {
    let parent = TempDir::new().unwrap();
    let folder = parent.path().join("data").join("homing");
    let store = open(&folder, "correct horse");
    assert!(store.read(account(1)).await.unwrap().is_none());
    store.delete(account(1)).await.unwrap();
    assert!(!folder.exists());
    store.write(account(1), &credentials("r")).await.unwrap();
    assert_eq!(store.read(account(1)).await.unwrap(), Some(credentials("r")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for made in [folder.parent().unwrap(), &folder] {
            assert_eq!(fs::metadata(made).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }
}

#[tokio::test]
async fn a_probe_leaves_no_file() {
    let folder = TempDir::new().unwrap();
    open(folder.path(), "correct horse").probe().await.unwrap();
    assert!(files(&folder).is_empty());
}

#[tokio::test]
async fn each_write_seals_anew() {
    let folder = sealed().await;
    let first = fs::read(&files(&folder)[0]).unwrap();
    open(folder.path(), "correct horse").write(account(1), &credentials("r")).await.unwrap();
    assert_ne!(fs::read(&files(&folder)[0]).unwrap(), first);
}

#[tokio::test]
async fn a_wrong_passphrase_opens_nothing_and_replaces_nothing() {
    let folder = sealed().await;
    let before = fs::read(&files(&folder)[0]).unwrap();
    let store = open(folder.path(), "battery staple");
    let wrong = CredentialError::WrongPassphrase.to_string();
    assert_eq!(store.read(account(1)).await.unwrap_err().to_string(), wrong);
    assert_eq!(store.write(account(1), &credentials("new")).await.unwrap_err().to_string(), wrong);
    assert_eq!(fs::read(&files(&folder)[0]).unwrap(), before);
}

#[tokio::test]
async fn a_second_passphrase_for_one_folder_is_refused() {
    let folder = sealed().await;
    let store = open(folder.path(), "battery staple");
    for refused in [store.probe().await, store.write(account(2), &credentials("r")).await] {
        assert!(matches!(refused, Err(CredentialError::WrongPassphrase)));
    }
    assert_eq!(files(&folder).len(), 1);
}

#[tokio::test]
async fn a_damaged_file_is_said_to_be_damaged_and_stays_as_it_is() {
    let folder = sealed().await;
    let file = &files(&folder)[0];
    let whole = fs::read(file).unwrap();
    let store = open(folder.path(), "correct horse");
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x80;
        fs::write(file, &damaged).unwrap();
        assert!(matches!(store.read(account(1)).await, Err(CredentialError::Damaged(_))), "byte {place}");
        let written = store.write(account(1), &credentials("new")).await;
        assert!(matches!(written, Err(CredentialError::Damaged(_))), "byte {place}");
        assert_eq!(fs::read(file).unwrap(), damaged);
    }
    store.delete(account(1)).await.unwrap();
    store.write(account(1), &credentials("new")).await.unwrap();
}

#[tokio::test]
async fn one_accounts_damaged_file_keeps_no_other_account_out() {
    let folder = sealed().await;
    fs::write(&files(&folder)[0], "torn").unwrap();
    let store = open(folder.path(), "correct horse");
    store.write(account(2), &credentials("r")).await.unwrap();
    assert!(store.read(account(2)).await.unwrap().is_some());
}

#[tokio::test]
async fn one_accounts_file_is_no_other_accounts() {
    let folder = sealed().await;
    let other = folder.path().join(format!("credentials-{}.sealed", account(2)));
    fs::copy(&files(&folder)[0], &other).unwrap();
    let store = open(folder.path(), "correct horse");
    assert!(matches!(store.read(account(2)).await, Err(CredentialError::WrongPassphrase)));
}

/// A process that was killed between writing the new file and renaming it leaves the new one under a name
/// of its own.
#[tokio::test]
async fn after_a_kill_before_the_rename_the_old_credentials_are_there() {
    let folder = sealed().await;
    let left = folder.path().join(format!(".credentials-{}.sealed-aB3xyz", account(1)));
    fs::write(&left, "half of a file").unwrap();
    let store = open(folder.path(), "correct horse");
    assert_eq!(store.read(account(1)).await.unwrap(), Some(credentials("r")));
    store.write(account(1), &credentials("new")).await.unwrap();
    assert_eq!(store.read(account(1)).await.unwrap(), Some(credentials("new")));
    store.delete(account(1)).await.unwrap();
    assert_eq!(files(&folder), [] as [std::path::PathBuf; 0]);
}

#[tokio::test]
async fn what_another_process_wrote_is_seen_by_the_next_read() {
    let folder = sealed().await;
    let (one, other) = (open(folder.path(), "correct horse"), open(folder.path(), "correct horse"));
    one.read(account(1)).await.unwrap();
    other.write(account(1), &credentials("new")).await.unwrap();
    assert_eq!(one.read(account(1)).await.unwrap(), Some(credentials("new")));
}

#[tokio::test]
async fn the_passphrase_is_asked_for_once_and_only_when_it_is_needed() {
    for (folder, wanted_to) in
        [(TempDir::new().unwrap(), PassphraseUse::Choose), (sealed().await, PassphraseUse::Open)]
    {
        let asked = Arc::new(AtomicUsize::new(0));
        let source = {
            let asked = Arc::clone(&asked);
            move |asked_to: PassphraseUse| {
                assert_eq!(asked_to, wanted_to);
                asked.fetch_add(1, Ordering::Relaxed);
                Ok(SecretString::from("correct horse"))
            }
        };
        let cost = KdfCost::new(8, 1, 1).unwrap();
        let store = EncryptedFileStore::new(folder.path().to_owned(), Arc::new(source), cost);
        store.read(account(2)).await.unwrap();
        store.delete(account(2)).await.unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), 0);
        store.probe().await.unwrap();
        store.write(account(2), &credentials("r")).await.unwrap();
        store.read(account(2)).await.unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }
}

#[tokio::test]
async fn without_a_passphrase_nothing_is_written() {
    for given in ["", "none"] {
        let folder = TempDir::new().unwrap();
        let source = move |_: PassphraseUse| match given {
            "none" => Err(CredentialError::PassphraseNeeded),
            empty => Ok(SecretString::from(empty)),
        };
        let store = EncryptedFileStore::new(folder.path().to_owned(), Arc::new(source), KdfCost::RECOMMENDED);
        let refused = store.write(account(1), &credentials("r")).await;
        assert!(matches!(refused, Err(CredentialError::PassphraseNeeded)));
        assert!(files(&folder).is_empty());
    }
}
