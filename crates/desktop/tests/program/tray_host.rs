//! Who shows trays in a session: a stand-in that knows which icons there are, and reads and clicks them over the bus.

use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, Proxy, connection, interface};

use crate::session::{PATIENCE, Session};

pub(crate) struct TrayHost {
    bus: Connection,
    registered: Mutex<UnboundedReceiver<String>>,
}

/// What an icon registers with.
struct Watcher(UnboundedSender<String>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, name: String) {
        self.0.send(name).unwrap();
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

impl TrayHost {
    pub(crate) async fn on(session: &Session) -> Self {
        let (register, registered) = unbounded_channel();
        let bus = connection::Builder::address(session.bus())
            .unwrap()
            .serve_at("/StatusNotifierWatcher", Watcher(register))
            .unwrap()
            .name("org.kde.StatusNotifierWatcher")
            .unwrap();
        Self { bus: bus.build().await.unwrap(), registered: Mutex::new(registered) }
    }

    /// The next icon that registers.
    pub(crate) async fn item(&self) -> Item {
        let name = timeout(PATIENCE, async { self.registered.lock().await.recv().await });
        let name = name.await.expect("no tray came").unwrap();
        let icon = Proxy::new(&self.bus, name.clone(), "/StatusNotifierItem", "org.kde.StatusNotifierItem");
        let menu = Proxy::new(&self.bus, name, "/MenuBar", "com.canonical.dbusmenu");
        Item { icon: icon.await.unwrap(), menu: menu.await.unwrap() }
    }
}

pub(crate) struct Item {
    icon: Proxy<'static>,
    menu: Proxy<'static>,
}

impl Item {
    pub(crate) async fn title(&self) -> String {
        let arguments = ("org.kde.StatusNotifierItem", "Title");
        let name = self.icon.destination().to_owned();
        let bus = self.icon.connection();
        let properties = Proxy::new(bus, name, "/StatusNotifierItem", "org.freedesktop.DBus.Properties");
        let title: OwnedValue = properties.await.unwrap().call("Get", &arguments).await.unwrap();
        String::try_from(title).unwrap()
    }

    /// Waits until its title has this text.
    pub(crate) async fn shows(&self, text: &str) {
        use futures_util::StreamExt as _;
        let mut changes = self.icon.receive_signal("NewTitle").await.unwrap();
        let shown = async {
            while !self.title().await.contains(text) {
                changes.next().await.unwrap();
            }
        };
        assert!(timeout(PATIENCE, shown).await.is_ok(), "the tray shows {:?}", self.title().await);
    }

    /// Clicks on the menu's line of this label. A menu that is drawn anew between the look and the click has other ids: it
    /// is looked at again then, as whoever shows it does.
    pub(crate) async fn choose(&self, label: &str) {
        let clicked = async { while !self.click(label).await {} };
        timeout(PATIENCE, clicked).await.expect("the menu never stands still");
    }

    async fn click(&self, label: &str) -> bool {
        type Line = (i32, std::collections::HashMap<String, OwnedValue>, Vec<OwnedValue>);
        let layout = (0i32, -1i32, Vec::<&str>::new());
        let (_, (_, _, lines)): (u32, Line) = self.menu.call("GetLayout", &layout).await.unwrap();
        let id = lines.iter().find_map(|line| {
            let Value::Structure(line) = &**line else { return None };
            let [Value::I32(id), Value::Dict(said), _] = line.fields() else { return None };
            let said = said.get::<&str, &str>(&"label").ok()??;
            (said == label).then_some(*id)
        });
        let Some(id) = id else { panic!("no {label} in {lines:?}") };
        let event = (id, "clicked", Value::from(0i32), 0u32);
        match self.menu.call::<_, _, ()>("Event", &event).await {
            Err(zbus::Error::MethodError(_, Some(why), _)) if why == "id not found" => false,
            // Whoever quits may be gone before it answers.
            done => {
                assert!(done.is_ok() || label == "Quit", "{done:?}");
                true
            }
        }
    }
}
