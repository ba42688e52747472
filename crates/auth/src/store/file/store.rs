//! The store over sealed files: what is read, checked and written, and in which order.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use homing_domain::names::AccountId;
use homing_domain::ports::{CredentialError, CredentialStore, Credentials};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::folder::Folder;
use super::kdf::{Kdf, KdfCost};
use super::keys::{Keys, PassphraseSource, PassphraseUse};
use super::sealed::Sealed;
use crate::store::probe::{probe_name, probe_value};
use crate::store::{entropy, record};

const PREFIX: &str = "credentials-";
const SUFFIX: &str = ".sealed";

/// Files in the data folder, `credentials-<account>.sealed`, that one passphrase opens.
///
/// One file for each account: two processes that write for different accounts never meet, and no write has
/// to carry over what another one wrote. Each is read anew at each call, as another process may have written
/// it; each write is a new file under a new nonce. The passphrase is asked for at the first call that needs it
/// and not again in this process, also where it turned out wrong. A file that can't be read is never
/// overwritten: [`CredentialStore::delete`], which needs no passphrase, makes room.
pub struct EncryptedFileStore {
    inner: Arc<Inner>,
}

struct Inner {
    folder: Folder,
    cost: KdfCost,
    /// Held during each act, so that those of this process follow one another.
    keys: Mutex<Keys>,
}

impl EncryptedFileStore {
    /// A store in `folder`, which the first write makes where it is not there. New files get `cost`; a file
    /// that is there keeps its own.
    #[must_use]
    pub fn new(folder: PathBuf, passphrase: Arc<dyn PassphraseSource>, cost: KdfCost) -> Self {
        let keys = Mutex::new(Keys::new(passphrase));
        Self { inner: Arc::new(Inner { folder: Folder::new(folder), cost, keys }) }
    }

    /// Whether there is a file for the account, without a passphrase and without reading it.
    #[must_use]
    pub fn has_file(folder: &Path, account: AccountId) -> bool {
        folder.join(name(account)).is_file()
    }

    /// Takes this passphrase from now on, in place of one that was given before or would be asked for, where it opens
    /// what is there. Where nothing is there, it is for what comes.
    ///
    /// # Errors
    /// [`CredentialError::WrongPassphrase`], [`CredentialError::PassphraseNeeded`] where it is empty: all is as it was.
    pub async fn unlock(&self, passphrase: SecretString) -> Result<(), CredentialError> {
        self.blocking(move |inner, keys| inner.unlock(keys, passphrase)).await
    }

    /// Whether a passphrase is known to this process, so that nobody would be asked for one.
    ///
    /// # Errors
    /// [`CredentialError::Backend`] where the runtime ends.
    pub async fn is_unlocked(&self) -> Result<bool, CredentialError> {
        self.blocking(|_, keys| Ok(keys.is_given())).await
    }

    /// Runs `act` where it may block: a prompt, a key derivation, the disk.
    async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Inner, &mut Keys) -> Result<T, CredentialError> + Send + 'static,
    ) -> Result<T, CredentialError> {
        let inner = Arc::clone(&self.inner);
        let done = tokio::task::spawn_blocking(move || {
            let mut keys = inner.keys.lock().unwrap_or_else(PoisonError::into_inner);
            act(&inner, &mut keys)
        });
        done.await.map_err(|cut| CredentialError::Backend(cut.into()))?
    }
}

#[async_trait]
impl CredentialStore for EncryptedFileStore {
    async fn read(&self, account: AccountId) -> Result<Option<Credentials>, CredentialError> {
        self.blocking(move |inner, keys| inner.read(keys, &name(account))).await
    }

    async fn write(&self, account: AccountId, credentials: &Credentials) -> Result<(), CredentialError> {
        let credentials = credentials.clone();
        self.blocking(move |inner, keys| inner.write(keys, &name(account), &credentials)).await
    }

    async fn delete(&self, account: AccountId) -> Result<(), CredentialError> {
        self.blocking(move |inner, _| inner.folder.remove(&name(account)).map_err(backend)).await
    }

    async fn probe(&self) -> Result<(), CredentialError> {
        self.blocking(Inner::probe).await
    }
}

impl Inner {
    fn read(&self, keys: &mut Keys, name: &str) -> Result<Option<Credentials>, CredentialError> {
        let Some(sealed) = self.sealed(name)? else {
            return Ok(None);
        };
        let record = open(&sealed, keys, name)?;
        record::decode(&record).map(Some).map_err(damaged)
    }

    fn write(&self, keys: &mut Keys, name: &str, credentials: &Credentials) -> Result<(), CredentialError> {
        let (kdf, wanted_to) = self.kdf(keys, name)?;
        let key = keys.key(kdf, wanted_to)?;
        let record = record::encode(credentials).map_err(backend)?;
        let sealed = Sealed::seal(&record, name, kdf, &key, entropy::random()?).map_err(backend)?;
        self.folder.replace(name, &sealed.to_bytes()).map_err(backend)
    }

    /// The derivation for a write: that of a file which this passphrase opens, the one to be replaced first.
    /// So one passphrase opens the whole folder, and its key is derived once.
    fn kdf(&self, keys: &mut Keys, name: &str) -> Result<(Kdf, PassphraseUse), CredentialError> {
        if let Some(own) = self.sealed(name)? {
            open(&own, keys, name)?;
            return Ok((own.kdf(), PassphraseUse::Open));
        }
        for other in self.folder.names().map_err(backend)?.iter().filter(|name| is_an_accounts(name)) {
            match self.sealed(other) {
                Ok(Some(sealed)) => {
                    open(&sealed, keys, other)?;
                    return Ok((sealed.kdf(), PassphraseUse::Open));
                }
                // Another account's damaged file is no reason to turn this one away.
                Ok(None) | Err(CredentialError::Damaged(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let kdf = match keys.known() {
            Some(kdf) => kdf,
            None => Kdf { cost: self.cost, salt: entropy::random()? },
        };
        Ok((kdf, PassphraseUse::Choose))
    }

    fn unlock(&self, keys: &mut Keys, passphrase: SecretString) -> Result<(), CredentialError> {
        if passphrase.expose_secret().is_empty() {
            return Err(CredentialError::PassphraseNeeded);
        }
        let mut others = keys.of(passphrase);
        for name in self.folder.names().map_err(backend)?.iter().filter(|name| is_an_accounts(name)) {
            match self.sealed(name) {
                // One passphrase opens the whole folder.
                Ok(Some(sealed)) => {
                    open(&sealed, &mut others, name)?;
                    break;
                }
                Ok(None) | Err(CredentialError::Damaged(_)) => {}
                Err(error) => return Err(error),
            }
        }
        *keys = others;
        Ok(())
    }

    fn sealed(&self, name: &str) -> Result<Option<Sealed>, CredentialError> {
        let bytes = self.folder.read(name).map_err(backend)?;
        bytes.map(|bytes| Sealed::from_bytes(&bytes)).transpose().map_err(damaged)
    }

    /// Under a name of its own, so that two probes at once don't meet and none is taken for an account.
    fn probe(&self, keys: &mut Keys) -> Result<(), CredentialError> {
        let name = format!("{}{SUFFIX}", probe_name()?);
        let written = probe_value()?;
        let outcome = self.write(keys, &name, &written).and_then(|()| self.read(keys, &name));
        self.folder.remove(&name).map_err(backend)?;
        if outcome? == Some(written) { Ok(()) } else { Err(CredentialError::Unfaithful) }
    }
}

fn name(account: AccountId) -> String {
    format!("{PREFIX}{account}{SUFFIX}")
}

fn is_an_accounts(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

fn open(sealed: &Sealed, keys: &mut Keys, name: &str) -> Result<Zeroizing<Vec<u8>>, CredentialError> {
    let key = keys.key(sealed.kdf(), PassphraseUse::Open)?;
    sealed.open(name, &key).map_err(|_| CredentialError::WrongPassphrase)
}

fn backend(error: impl std::error::Error + Send + Sync + 'static) -> CredentialError {
    CredentialError::Backend(error.into())
}

fn damaged(error: impl std::error::Error + Send + Sync + 'static) -> CredentialError {
    CredentialError::Damaged(error.into())
}
