//! What this test is where it is started anew: our program, in the earlier app's place too, the earlier app, and others on
//! the same data.

use std::process::ExitCode;
use std::sync::Arc;

use homing_app::{EARLIER_IDENTIFIER, Homing, NoEvents, NoPassphrase, NoSignals, OpenOptions, Places};
use homing_domain::account::Active;
use homing_domain::task::Kinds;
use homing_domain::time::{Command, Draft, When};
use tauri::async_runtime::block_on;
use tauri::webview::PageLoadEvent;
use tauri::{Manager as _, WebviewUrl, WebviewWindowBuilder};

/// Tokens that would be seen in a file where they must not be.
pub(crate) const ACCESS: &str = "canary-access-4711";
pub(crate) const REFRESH: &str = "canary-refresh-4711";

/// The role of this name.
pub(crate) fn of(name: &str) -> Option<fn() -> ExitCode> {
    Some(match name {
        "homing" => || homing_desktop::main_with(context()),
        "homing-in-its-place" => || homing_desktop::main_with(context_of_earlier_app()),
        "earlier-app" => || {
            earlier_app(&format!(
                "localStorage.setItem('access_token', '{ACCESS}');
                 localStorage.setItem('refresh_token', '{REFRESH}');
                 localStorage.setItem('auth-storage', JSON.stringify({{ state: {{ user: {{ id: 'u1' }} }}, version: 0 }}));
                 'written'"
            ))
        },
        "earlier-app-looks" => || {
            earlier_app(
                "['access_token', 'refresh_token', 'auth-storage'].map((key) => localStorage.getItem(key))",
            )
        },
        "record" => record,
        "holds" => holds,
        _ => return None,
    })
}

fn context() -> tauri::Context {
    tauri::generate_context!()
}

fn context_of_earlier_app() -> tauri::Context {
    let mut context = context();
    context.config_mut().identifier = EARLIER_IDENTIFIER.to_owned();
    context
}

/// An application with the earlier app's identifier, whose page runs a script once and says what it comes to.
fn earlier_app(script: &str) -> ExitCode {
    let script = script.to_owned();
    let app = tauri::Builder::default()
        .setup(move |app| {
            let page = WebviewUrl::App("handover.html".into());
            WebviewWindowBuilder::new(app, "earlier", page)
                .on_page_load(move |window, load| {
                    if load.event() == PageLoadEvent::Finished {
                        let app = window.app_handle().clone();
                        let say = move |said: String| {
                            println!("{}", said.trim_matches('"'));
                            app.exit(0);
                        };
                        window.eval_with_callback(script.clone(), say).unwrap();
                    }
                })
                .build()?;
            Ok(())
        })
        .build(context_of_earlier_app())
        .unwrap();
    app.run_return(|_, _| {});
    ExitCode::SUCCESS
}

fn opened() -> Homing {
    let folder = |name| std::env::var_os(name).map(Into::into);
    let options = OpenOptions {
        places: Places::find(folder("HOMING_DATA_DIR"), folder("HOMING_CONFIG_DIR")).unwrap(),
        ca_file: None,
        passphrase: Arc::new(NoPassphrase),
        kinds: Kinds::new(),
        events: Arc::new(NoEvents),
        signals: Arc::new(NoSignals),
    };
    block_on(Homing::open(options)).unwrap()
}

fn record() -> ExitCode {
    let draft = Draft { description: "Harbour survey".to_owned(), ..Draft::default() };
    let command = Command::Start { draft, when: When::Now };
    block_on(opened().sync().enqueue_time_entry(&command)).unwrap();
    ExitCode::SUCCESS
}

/// Says who is signed in, and whether the keychain has tokens of theirs.
fn holds() -> ExitCode {
    let homing = opened();
    let Active::Account { account, .. } = block_on(homing.status()).unwrap().active else {
        println!("nobody");
        return ExitCode::FAILURE;
    };
    let holds = block_on(homing.session().holds_tokens(&account)).unwrap();
    println!("{} {holds}", account.user);
    ExitCode::SUCCESS
}
