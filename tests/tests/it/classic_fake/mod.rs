//! The server that stands in for the earlier app's, by itself: each fact that it keeps to is one test. What is met is
//! the socket, by a client that knows nothing of Homing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod batches;
mod conventions;
mod limits;
mod one_entry;
mod pictures;
mod reads;
mod sign_in;

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use homing_tests::classic::{ClassicServer, NothingActive, PROJECTS, Person, Route, Status};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

/// A server, and somebody who may be signed in.
struct Caller {
    server: ClassicServer,
    now: Arc<Mutex<Timestamp>>,
    client: Client,
    bearer: String,
    user: String,
}

/// What came back.
struct Said {
    status: u16,
    json: Value,
    response: Response,
}

impl Caller {
    async fn stranger() -> Self {
        Self::at("/api/v1").await
    }

    async fn at(base: &str) -> Self {
        drop(rustls::crypto::ring::default_provider().install_default());
        let now = Arc::new(Mutex::new("2026-11-27T09:00:00.000Z".parse().unwrap()));
        let clock = Arc::clone(&now);
        let server = ClassicServer::start(base, move || *clock.lock().unwrap()).await.unwrap();
        let client = Client::builder().no_proxy().build().unwrap();
        Self { server, now, client, bearer: String::new(), user: String::new() }
    }

    /// Anna, who needs a project for each entry.
    async fn anna() -> Self {
        let mut caller = Self::stranger().await;
        caller.sign_in(&Person::anna()).await;
        caller
    }

    /// Ben, who needs none.
    async fn ben() -> Self {
        let mut caller = Self::stranger().await;
        caller.sign_in(&Person::ben()).await;
        caller
    }

    async fn sign_in(&mut self, person: &Person) -> Value {
        let said = self.login(person).await;
        assert_eq!(said.status, 200);
        self.bearer = said.json["access_token"].as_str().unwrap().to_owned();
        self.user = person.id.clone();
        said.json
    }

    async fn login(&self, person: &Person) -> Said {
        self.post("/auth/login", json!({ "email": person.email, "password": person.password })).await
    }

    fn pass(&self, seconds: i64) {
        let mut now = self.now.lock().unwrap();
        *now += SignedDuration::from_secs(seconds);
    }

    async fn ask(&self, method: Method, path: &str, body: Option<String>) -> Result<Said, reqwest::Error> {
        let mut request = self.client.request(method, self.server.url() + path);
        if !self.bearer.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.bearer));
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let mut response = request.send().await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Said { status: response.status().as_u16(), json, response })
    }

    async fn get(&self, path: &str) -> Said {
        self.ask(Method::GET, path, None).await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Said {
        self.ask(Method::POST, path, Some(body.to_string())).await.unwrap()
    }

    async fn put(&self, id: &str, what: &str) -> Said {
        self.ask(Method::PUT, &format!("/time-entries/{id}/{what}"), None).await.unwrap()
    }

    async fn patch(&self, id: &str, body: Value) -> Said {
        self.ask(Method::PATCH, &format!("/time-entries/{id}"), Some(body.to_string())).await.unwrap()
    }

    async fn delete(&self, id: &str) -> Said {
        self.ask(Method::DELETE, &format!("/time-entries/{id}"), None).await.unwrap()
    }

    async fn sync(&self, items: Value) -> Said {
        self.post("/time-entries/sync", json!({ "entries": items })).await
    }

    /// The n-th good item, with these fields over its own.
    fn item(&self, number: u8, over: Value) -> Value {
        let mut item = json!({
            "idempotencyKey": key(number), "userId": self.user, "projectId": PROJECTS[0].0,
            "startTime": format!("2026-11-26T09:00:{number:02}.000Z"),
            "endTime": format!("2026-11-26T10:00:{number:02}.000Z"), "duration": 3600,
        });
        if let Value::Object(over) = over {
            item.as_object_mut().unwrap().extend(over);
        }
        item
    }

    /// Starts an entry, and gives its id.
    async fn start(&self) -> String {
        let said =
            self.post("/time-entries", json!({ "userId": self.user, "projectId": PROJECTS[0].0 })).await;
        assert_eq!(said.status, 201, "{}", said.json);
        said.json["id"].as_str().unwrap().to_owned()
    }
}

impl Said {
    fn header(&self, name: &str) -> &str {
        self.response.headers()[name].to_str().unwrap()
    }

    #[track_caller]
    fn is(&self, status: u16, json: &Value) {
        assert_eq!((self.status, &self.json), (status, json));
    }
}

fn key(number: u8) -> String {
    format!("c1a551c0-0000-4000-8000-0000000000{number:02x}")
}

fn broken() -> Value {
    json!({ "statusCode": 500, "message": "Internal server error" })
}

fn unauthorized() -> Value {
    json!({ "statusCode": 401, "message": "Unauthorized" })
}

fn refused(message: &str) -> Value {
    json!({ "statusCode": 400, "error": "Bad Request", "message": message })
}
