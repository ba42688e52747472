//! The notes' server, on a real connection: who signed in changes notes, each key once and each note in order. It refuses
//! a note that says what it is told to refuse, and holds back what follows in that note.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::http::header::CONNECTION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use homing_domain::account::ServerUrl;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

const TOKEN: &str = "a-token";
const RENEWAL: &str = "a-renewal";

/// What it has, and does.
#[derive(Default)]
pub(crate) struct Server {
    /// The texts and `deleted` of changes, as they took effect.
    pub(crate) effects: Vec<(String, bool)>,
    /// It refuses a note with this text.
    pub(crate) refuses: Option<&'static str>,
    /// How many changes it was asked for.
    pub(crate) asked: usize,
    /// What it does takes effect, and it answers with 500.
    pub(crate) breaks_off: bool,
    keys: BTreeSet<String>,
}

/// Where it runs.
pub(crate) struct Running {
    pub(crate) url: ServerUrl,
    state: Arc<Mutex<Server>>,
    task: JoinHandle<()>,
    /// Keeps the port while nothing listens there.
    place: Option<TcpSocket>,
}

impl Running {
    /// On a free port.
    pub(crate) async fn start() -> Self {
        let state = Arc::<Mutex<Server>>::default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let task = tokio::spawn(serve(listener, Arc::clone(&state)));
        Self { url, state, task, place: None }
    }

    /// What it has.
    pub(crate) fn state(&self) -> MutexGuard<'_, Server> {
        self.state.lock().unwrap()
    }

    /// Nothing listens there any more.
    pub(crate) async fn goes_away(&mut self) {
        self.task.abort();
        (&mut self.task).await.unwrap_err();
        let place = TcpSocket::new_v4().unwrap();
        place.set_reuseaddr(true).unwrap();
        place.bind((Ipv4Addr::LOCALHOST, self.url.url().port().unwrap()).into()).unwrap();
        self.place = Some(place);
    }

    /// It is back, with what it had.
    pub(crate) fn comes_back(&mut self) {
        let listener = self.place.take().unwrap().listen(16).unwrap();
        self.task = tokio::spawn(serve(listener, Arc::clone(&self.state)));
    }
}

async fn serve(listener: TcpListener, state: Arc<Mutex<Server>>) {
    let app = Router::new().route("/session", post(session)).route("/changes", post(changes));
    axum::serve(listener, app.with_state(state).layer(map_response(closing))).await.unwrap();
}

/// No connection outlives its answer, so that who goes away is gone.
async fn closing(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

async fn session(Json((name, password)): Json<(String, String)>) -> Result<Json<Value>, StatusCode> {
    if password != "a password" {
        return Err(StatusCode::UNAUTHORIZED);
    }
    Ok(Json(json!({ "user": name, "token": TOKEN, "renewal": RENEWAL, "seconds": 3_600 })))
}

async fn changes(
    State(state): State<Arc<Mutex<Server>>>,
    headers: HeaderMap,
    Json(changes): Json<Vec<Value>>,
) -> Result<Json<BTreeMap<String, String>>, StatusCode> {
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok());
    if bearer != Some(format!("Bearer {TOKEN}").as_str()) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let mut state = state.lock().unwrap();
    let (mut words, mut refused) = (BTreeMap::new(), BTreeSet::new());
    for change in changes {
        state.asked += 1;
        let (key, note) = (change["key"].as_str().unwrap().to_owned(), &change["note"]);
        let (text, id) = (note["text"].as_str().unwrap(), note["id"].as_str().unwrap());
        let word = if refused.contains(id) {
            "held"
        } else if state.refuses == Some(text) {
            refused.insert(id.to_owned());
            "not-liked"
        } else {
            if state.keys.insert(key.clone()) {
                state.effects.push((text.to_owned(), note["deleted"].as_bool().unwrap()));
            }
            "taken"
        };
        words.insert(key, word.to_owned());
    }
    if state.breaks_off { Err(StatusCode::INTERNAL_SERVER_ERROR) } else { Ok(Json(words)) }
}
