//! The objects of the Secret Service API (freedesktop.org, version 0.2), as far as a client of one collection asks
//! for them. A secret is kept as it came, encrypted.

use std::collections::{BTreeMap, HashMap};
use std::future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use serde::{Deserialize, Serialize};
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Type, Value};
use zbus::{Connection, ObjectServer, connection, fdo, interface};

use super::Manners;

const NAME: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const SESSION: &str = "/org/freedesktop/secrets/session/s1";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/p1";
const NOTHING: &str = "/";

/// What it holds, and how it behaves.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) manners: Manners,
    items: BTreeMap<String, Item>,
    /// What it was given first.
    first: Option<Secret>,
    numbered: usize,
}

#[derive(Clone, Debug)]
struct Item {
    attributes: HashMap<String, String>,
    secret: Secret,
}

#[derive(Clone, Debug, Serialize, Deserialize, Type)]
struct Secret {
    session: OwnedObjectPath,
    parameters: Vec<u8>,
    value: Vec<u8>,
    content_type: String,
}

type Shared = Arc<Mutex<Kept>>;
type Paths = Vec<OwnedObjectPath>;

/// Takes the name on that bus.
pub(super) async fn serve(address: &str, kept: &Shared) -> Result<Connection> {
    let builder = connection::Builder::address(address)?.name(NAME)?;
    let builder = builder.serve_at(ROOT, Service(Arc::clone(kept)))?;
    let builder = builder.serve_at(COLLECTION, Collection(Arc::clone(kept)))?;
    let mut builder = builder.serve_at(PROMPT, Prompt(Arc::clone(kept)))?;
    for name in held(kept).items.keys() {
        builder = builder.serve_at(name.clone(), Entry { kept: Arc::clone(kept), name: name.clone() })?;
    }
    Ok(builder.build().await?)
}

fn held(kept: &Shared) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn path(path: &str) -> fdo::Result<OwnedObjectPath> {
    ObjectPath::try_from(path).map(Into::into).map_err(|error| fdo::Error::Failed(error.to_string()))
}

/// What happens before any call that reads or writes.
async fn as_it_behaves(kept: &Shared, stores: bool, connection: &Connection) {
    let manners = held(kept).manners;
    match manners {
        Manners::Hangs => future::pending::<()>().await,
        Manners::GoesAway if stores => {
            drop(connection.clone().close().await);
            future::pending::<()>().await;
        }
        _ => {}
    }
}

impl Kept {
    fn is_locked(&self) -> bool {
        matches!(self.manners, Manners::PromptsForEver | Manners::Dismissed)
    }

    fn keep(&mut self, name: &str, secret: Secret) {
        self.first.get_or_insert_with(|| secret.clone());
        if let Some(item) = self.items.get_mut(name) {
            item.secret = secret;
        }
    }
}

struct Service(Shared);

#[interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    async fn open_session(
        &self,
        algorithm: &str,
        #[zbus(connection)] connection: &Connection,
        input: OwnedValue,
    ) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        drop((algorithm.len(), input));
        as_it_behaves(&self.0, false, connection).await;
        // One to the power of any client's number is one: all sessions have the same key, and what one stored another
        // can open, without any cryptography here.
        let key =
            Value::from(vec![1_u8]).try_to_owned().map_err(|error| fdo::Error::Failed(error.to_string()))?;
        Ok((key, path(SESSION)?))
    }

    async fn search_items(
        &self,
        attributes: HashMap<String, String>,
        #[zbus(connection)] connection: &Connection,
    ) -> fdo::Result<(Paths, Paths)> {
        as_it_behaves(&self.0, false, connection).await;
        let kept = held(&self.0);
        let found = kept.items.iter().filter(|(_, item)| {
            attributes.iter().all(|(name, value)| item.attributes.get(name) == Some(value))
        });
        let found = found.map(|(name, _)| path(name)).collect::<fdo::Result<Paths>>()?;
        Ok(if kept.is_locked() { (Vec::new(), found) } else { (found, Vec::new()) })
    }

    fn unlock(&self, objects: Paths) -> fdo::Result<(Paths, OwnedObjectPath)> {
        Ok(if held(&self.0).is_locked() { (Vec::new(), path(PROMPT)?) } else { (objects, path(NOTHING)?) })
    }

    fn read_alias(&self, name: &str) -> fdo::Result<OwnedObjectPath> {
        let has = name == "default" && held(&self.0).manners != Manners::WithoutCollection;
        path(if has { COLLECTION } else { NOTHING })
    }

    #[zbus(property)]
    fn collections(&self) -> fdo::Result<Paths> {
        Ok(vec![path(COLLECTION)?])
    }
}

struct Collection(Shared);

#[interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    async fn create_item(
        &self,
        properties: HashMap<String, OwnedValue>,
        secret: Secret,
        replace: bool,
        #[zbus(connection)] connection: &Connection,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> fdo::Result<(OwnedObjectPath, OwnedObjectPath)> {
        let _ = replace;
        as_it_behaves(&self.0, true, connection).await;
        let attributes = properties.get("org.freedesktop.Secret.Item.Attributes").cloned();
        let attributes = attributes.and_then(|value| HashMap::try_from(value).ok()).unwrap_or_default();
        let name = {
            let mut kept = held(&self.0);
            kept.numbered += 1;
            let name = format!("{COLLECTION}/{}", kept.numbered);
            kept.items.insert(name.clone(), Item { attributes, secret: secret.clone() });
            kept.keep(&name, secret);
            name
        };
        server.at(path(&name)?, Entry { kept: Arc::clone(&self.0), name: name.clone() }).await?;
        Ok((path(&name)?, path(NOTHING)?))
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        held(&self.0).is_locked()
    }
}

struct Entry {
    kept: Shared,
    name: String,
}

#[interface(name = "org.freedesktop.Secret.Item")]
impl Entry {
    async fn get_secret(
        &self,
        session: OwnedObjectPath,
        #[zbus(connection)] connection: &Connection,
    ) -> fdo::Result<(Secret,)> {
        drop(session);
        as_it_behaves(&self.kept, false, connection).await;
        let kept = held(&self.kept);
        let lie = kept.first.clone().filter(|_| kept.manners == Manners::Lies);
        let secret = lie.or_else(|| kept.items.get(&self.name).map(|item| item.secret.clone()));
        secret.map(|secret| (secret,)).ok_or_else(|| fdo::Error::UnknownObject("it is gone".to_owned()))
    }

    async fn set_secret(&self, secret: Secret, #[zbus(connection)] connection: &Connection) {
        as_it_behaves(&self.kept, true, connection).await;
        held(&self.kept).keep(&self.name, secret);
    }

    async fn delete(&self, #[zbus(connection)] connection: &Connection) -> fdo::Result<OwnedObjectPath> {
        as_it_behaves(&self.kept, false, connection).await;
        held(&self.kept).items.remove(&self.name);
        path(NOTHING)
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        held(&self.kept).is_locked()
    }
}

struct Prompt(Shared);

#[interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        window_id: &str,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        let _ = window_id;
        if held(&self.0).manners == Manners::Dismissed {
            Self::completed(&emitter, true, Value::from("")).await?;
        }
        Ok(())
    }

    #[zbus(signal)]
    async fn completed(emitter: &SignalEmitter<'_>, dismissed: bool, result: Value<'_>) -> zbus::Result<()>;
}
