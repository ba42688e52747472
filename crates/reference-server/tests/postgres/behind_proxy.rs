//! Three servers behind a plain reverse proxy, as an operator runs them: the built program, HAProxy from Debian,
//! one database. Servers are killed meanwhile, and nobody helps.

use std::net::{Ipv4Addr, SocketAddr};

use futures_util::future::join_all;
use homing_server::ports::{Clock as _, System};
use homing_test_postgres::{Cluster, Signal};
use homing_wire::TimeEntry;
use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::backend::{Place, installation_at, number};
use crate::process::{Installation, Running};
use crate::proxy::{Proxy, Sending};
use crate::samples::{entry, request, task};

const CLIENTS: u32 = 4;
const LANES_EACH: u32 = 12;
const REVISIONS: u32 = 8;
const NO_LIMIT: &[&str] = &["--limits-syncs-per-minute", "1000000"];

/// Servers on one database, and the proxy before them.
struct Site {
    installation: Installation,
    servers: Vec<Option<Running>>,
    addresses: [SocketAddr; 3],
    proxy: Proxy,
    arguments: Vec<&'static str>,
}

impl Site {
    async fn start(limits: &[&'static str]) -> Self {
        Self::start_on(Installation::new(), limits).await
    }

    async fn start_on(installation: Installation, limits: &[&'static str]) -> Self {
        assert!(installation.add_user("ada", "correct horse\n").status.success());
        let behind = ["--behind-proxy", "--trusted-proxies", "127.0.0.1", "--database-connections", "4"];
        let arguments = [&behind[..], limits].concat();
        let servers: Vec<_> = (0..3).map(|_| installation.serve_with("info", &arguments)).collect();
        let addresses = [servers[0].address, servers[1].address, servers[2].address];
        let proxy = Proxy::before(addresses).await;
        Self { installation, servers: servers.into_iter().map(Some).collect(), addresses, proxy, arguments }
    }

    async fn login(&self) -> Value {
        let login = json!({"name": "ada", "password": "correct horse"});
        let answer = Sending::to(self.proxy.address).post("/v1/auth/login", &login).await.unwrap();
        assert_eq!(answer.0, 200, "{answer:?}");
        answer.1
    }

    /// Kills a server without a word, and starts it again at the same address.
    fn kill_and_start(&mut self, n: usize) {
        let killed = self.servers[n].take().unwrap();
        killed.signal("KILL");
        drop(killed);
        let listen = self.addresses[n].to_string();
        let arguments = [&self.arguments[..], &["--listen", &listen]].concat();
        self.servers[n] = Some(self.installation.serve_with("info", &arguments));
    }
}

fn token(session: &Value) -> &str {
    session["access_token"].as_str().unwrap()
}

/// Sends until it is answered, as a client does that keeps what it has.
async fn until_answered(proxy: SocketAddr, token: &str, batch: &Value) -> Value {
    loop {
        match Sending::signed_in(proxy, token).post("/v1/sync", batch).await {
            Ok((200, answer)) => return answer,
            Ok((502..=504, _)) | Err(_) => tokio::task::yield_now().await,
            Ok(other) => panic!("{other:?}"),
        }
    }
}

/// The tasks of one client, revision by revision, each batch once it has the answer of the one before.
async fn drain(proxy: SocketAddr, token: String, client: u32, answered: &watch::Sender<usize>) {
    for revision in 1..=REVISIONS {
        let lanes = (client * LANES_EACH..(client + 1) * LANES_EACH).map(|lane| {
            let entry = TimeEntry { revision: revision.into(), ..entry(lane) };
            task(lane * REVISIONS + revision, entry)
        });
        let batch = serde_json::to_value(request(lanes)).unwrap();
        let answer = until_answered(proxy, &token, &batch).await;
        for result in answer["results"].as_array().unwrap() {
            assert!(["applied", "duplicate"].contains(&result["result"].as_str().unwrap()), "{result}");
        }
        answered.send_modify(|answered| *answered += 1);
    }
}

/// Notes every effect in the order in which it happens.
const EFFECTS: &str = "
CREATE TABLE effects (n BIGSERIAL, lane TEXT, revision BIGINT);
CREATE FUNCTION note_effect() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO effects (lane, revision) VALUES (new.id, new.revision); RETURN new; END $$;
CREATE TRIGGER note_effect AFTER INSERT OR UPDATE ON homing_server_entries
    FOR EACH ROW EXECUTE FUNCTION note_effect()";

#[tokio::test(flavor = "multi_thread")]
async fn while_servers_are_killed_each_effect_happens_once_and_each_lane_in_order() {
    let mut site = Site::start(NO_LIMIT).await;
    let database = watched(&site).await;
    let session = site.login().await;
    drain_while(site.proxy.address, token(&session), |n| site.kill_and_start(n % 3)).await;
    check_effects(database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_crashes_each_effect_happens_once_and_each_lane_in_order() {
    let cluster = Cluster::start().unwrap();
    let site = Site::start_on(installation_at(&cluster), NO_LIMIT).await;
    watched(&site).await.close().await.unwrap();
    let session = site.login().await;
    drain_while(site.proxy.address, token(&session), |_| cluster.restart(Signal::Immediate).unwrap()).await;
    check_effects(Place::at(&cluster.url()).connect().await).await;
}

/// A connection to the database, which from now on notes every effect.
async fn watched(site: &Site) -> DatabaseConnection {
    let database = Place::at(&site.installation.database).connect().await;
    database.execute_unprepared(EFFECTS).await.unwrap();
    database
}

/// Brings all tasks of all clients, and does something now and then in the midst of it, however fast it is.
async fn drain_while(proxy: SocketAddr, token: &str, mut now_and_then: impl FnMut(usize)) {
    let (answered, mut told) = watch::channel(0);
    let draining = join_all((0..CLIENTS).map(|client| drain(proxy, token.to_owned(), client, &answered)));
    let troubling = async {
        for n in 0..6 {
            told.wait_for(|answered| *answered >= 4 * (n + 1)).await.unwrap();
            tokio::task::block_in_place(|| now_and_then(n));
        }
    };
    tokio::join!(draining, troubling);
}

/// Each task had its effect once, and each lane's in order.
async fn check_effects(database: DatabaseConnection) {
    let tasks = i64::from(CLIENTS * LANES_EACH * REVISIONS);
    assert_eq!(number(&database, "SELECT count(*) FROM homing_server_keys").await, tasks);
    assert_eq!(number(&database, "SELECT count(*) FROM effects").await, tasks, "each once");
    let out_of_order = "SELECT count(*) FROM effects AS earlier JOIN effects AS later USING (lane)
                        WHERE earlier.n < later.n AND earlier.revision >= later.revision";
    assert_eq!(number(&database, out_of_order).await, 0);
    database.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_counted_over_all_servers() {
    let site = Site::start(&["--limits-syncs-per-minute", "4"]).await;
    let session = site.login().await;
    let began = System.uptime();
    let mut taken = 0;
    for n in 0..24 {
        let batch = serde_json::to_value(request([task(n, entry(n))])).unwrap();
        let sending = Sending::signed_in(site.proxy.address, token(&session));
        match sending.post("/v1/sync", &batch).await.unwrap() {
            (200, _) => taken += 1,
            (status, answer) => assert_eq!(status, 429, "{answer}"),
        }
    }
    // Four at once, and one for each quarter of a minute that this took.
    let since = (System.uptime() - began).as_secs() / 15 + 1;
    assert!((4..=4 + since).contains(&taken), "{taken} in {since} quarters");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_the_clients_by_way_of_the_proxy_and_nobody_elses_word_counts() {
    let site = Site::start(&["--limits-logins-per-minute", "3"]).await;
    let guess = async |to: SocketAddr, from: u8, said: &str, name: &str| {
        let from = Ipv4Addr::new(127, 0, 0, from);
        let sending = Sending { from, forwarded_for: Some(said), ..Sending::to(to) };
        sending.post("/v1/auth/login", &json!({"name": name, "password": "wrong"})).await.unwrap().0
    };
    let proxy = site.proxy.address;
    // Whatever a client says of where it comes from, the proxy adds the truth.
    assert_eq!(guess(proxy, 2, "192.0.2.1", "a").await, 401);
    assert_eq!(guess(proxy, 2, "192.0.2.2", "b").await, 401);
    assert_eq!(guess(proxy, 2, "192.0.2.3, 127.0.0.1", "c").await, 401);
    assert_eq!(guess(proxy, 2, "192.0.2.4", "d").await, 429);
    assert_eq!(guess(proxy, 3, "192.0.2.4", "d").await, 401, "another client is another address");
    // Who comes past the proxy is who they are.
    assert_eq!(guess(site.addresses[0], 2, "192.0.2.5", "e").await, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_used_once_whichever_server_it_comes_to_and_honoured_within_its_grace() {
    let site = Site::start(&[]).await;
    let session = site.login().await;
    let renew = async |session: &Value| {
        let refresh = json!({"refresh_token": session["refresh_token"]});
        Sending::to(site.proxy.address).post("/v1/auth/refresh", &refresh).await.unwrap()
    };
    let renewed = join_all((0..6).map(|_| renew(&session))).await;
    for (status, renewed) in &renewed {
        assert_eq!(*status, 200, "{renewed}");
        assert_eq!(renew(renewed).await.0, 200);
    }
    let database = Place::at(&site.installation.database).connect().await;
    let used = "SELECT count(*) FROM homing_server_refresh_tokens WHERE first_used_at_ms IS NOT NULL";
    assert_eq!(number(&database, used).await, 7);
    database.close().await.unwrap();
}
