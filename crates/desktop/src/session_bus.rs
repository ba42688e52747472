//! What the person's desktop session is asked for: whether it shows trays, to show a file, to show a notification. Nobody
//! answers where there is no session bus, and that is no fault.

#[cfg(target_os = "linux")]
pub(crate) use linux::{has_tray_host, notify, show_file};

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::{has_tray_host, notify, show_file};

/// The session does not do it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// There is no such session here.
    #[cfg(not(target_os = "linux"))]
    #[error("this system has no such session")]
    None,
    /// Nobody does it.
    #[cfg(target_os = "linux")]
    #[error("the session does not do it")]
    Bus(#[from] zbus::Error),
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::HashMap;
    use std::path::Path;
    use std::time::Duration;

    use tokio::time::timeout;
    use zbus::zvariant::Value;
    use zbus::{Connection, Proxy};

    use super::SessionError;

    /// The name of whoever collects the trays' icons, in the specification of StatusNotifierItem.
    const TRAY_HOST: &str = "org.kde.StatusNotifierWatcher";

    /// So long somebody who hangs is waited for.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// Whether something shows trays.
    pub(crate) async fn has_tray_host() -> bool {
        let asked = async {
            let bus = Connection::session().await?;
            let name = zbus::names::BusName::from_static_str(TRAY_HOST)?;
            Ok::<_, zbus::Error>(zbus::fdo::DBusProxy::new(&bus).await?.name_has_owner(name).await?)
        };
        let asked = timeout(PATIENCE, asked).await;
        matches!(asked, Ok(Ok(true)))
    }

    /// Shows it in the file manager, chosen within its folder.
    pub(crate) async fn show_file(file: &Path) -> Result<(), SessionError> {
        let Ok(address) = tauri::Url::from_file_path(file) else {
            return Err(zbus::Error::Failure("no absolute path".to_owned()).into());
        };
        let manager = "org.freedesktop.FileManager1";
        let arguments = (vec![address.as_str()], "");
        call(manager, "/org/freedesktop/FileManager1", manager, "ShowItems", &arguments).await.map(drop)
    }

    /// Shows a notification, and says whether the session took it.
    pub(crate) async fn notify(title: &str, text: &str) -> Result<(), SessionError> {
        let hints = HashMap::from([("desktop-entry", Value::from("Homing"))]);
        let actions: Vec<&str> = Vec::new();
        // It stays as long as the system lets notifications stay.
        let arguments = ("Homing", 0u32, "homing-desktop", title, text, actions, hints, -1i32);
        let notifier = "org.freedesktop.Notifications";
        call(notifier, "/org/freedesktop/Notifications", notifier, "Notify", &arguments).await.map(drop)
    }

    async fn call<B>(
        name: &str,
        path: &str,
        interface: &str,
        method: &str,
        arguments: &B,
    ) -> Result<(), SessionError>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType + Sync,
    {
        let asked = async {
            let bus = Connection::session().await?;
            Proxy::new(&bus, name, path, interface).await?.call_method(method, arguments).await
        };
        let late = |_| zbus::Error::Failure("no answer in time".to_owned());
        timeout(PATIENCE, asked).await.map_err(late)??;
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::path::Path;

    use super::SessionError;

    pub(crate) async fn has_tray_host() -> bool {
        false
    }

    pub(crate) async fn show_file(_: &Path) -> Result<(), SessionError> {
        Err(SessionError::None)
    }

    pub(crate) async fn notify(_: &str, _: &str) -> Result<(), SessionError> {
        Err(SessionError::None)
    }
}
