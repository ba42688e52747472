//! Access tokens of an OpenID provider: which are taken and which are not, and when the provider is asked.

use std::time::Duration;

use axum::http::header;
use homing_wire::User;
use ring::hmac;
use serde_json::{Value, json};

use crate::provider::{AUDIENCE, CLIENT, Key, NOW, Provider, encoded, message, settings_for};
use crate::server::{Answer, Server};

/// Who the server says the bearer is.
async fn ask(server: &Server, token: &str) -> Answer {
    server.get("/v1/user", Some(token)).await
}

/// Fails unless the token was refused for good.
async fn assert_refused(server: &Server, token: &str, what: &str) {
    let answer = ask(server, token).await;
    assert_eq!(answer.status, 401, "{what}");
    assert_eq!(answer.problem(), "access-token-refused", "{what}");
}

/// Fails unless the server says that it can't tell, and for how long.
async fn assert_not_known(server: &Server, token: &str, seconds: u64) {
    let answer = ask(server, token).await;
    assert_eq!((answer.status, answer.problem()), (503, "provider-unavailable"));
    assert_eq!(answer.headers[header::RETRY_AFTER], seconds.to_string().as_str());
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A provider with one key, and a server that takes its tokens.
async fn both() -> (Key, Provider, Server) {
    let key = Key::new("one");
    let provider = Provider::start(&key).await;
    let server = Server::start_with(provider.settings()).await;
    (key, provider, server)
}

#[tokio::test]
async fn a_token_is_taken_whatever_kind_of_key_signed_it_and_its_person_is_the_same() {
    let keys = [Key::new("ed"), Key::on_p256("es"), Key::rsa("rs", "RS256"), Key::rsa("ps", "PS256")];
    let provider = Provider::start(&keys[0]).await;
    let private = json!({"kty": "oct", "kid": "oct", "k": "c2VjcmV0"});
    let strange = json!({"kty": "AKP", "alg": "ML-DSA-44", "kid": "pq", "pub": "AA"});
    let other_curve = json!({"kty": "EC", "crv": "P-521", "kid": "es", "x": "AA", "y": "AA"});
    let all = [strange, private, other_curve].into_iter().chain(keys.iter().map(Key::jwk));
    provider.change(|said| said.keys = all.collect());
    let server = Server::start_with(provider.settings()).await;
    let mut seen: Vec<User> = vec![];
    for key in &keys {
        let answer = ask(&server, &key.token(provider.issuer())).await;
        assert_eq!(answer.status, 200, "{}", key.algorithm);
        seen.push(answer.read());
    }
    assert!(seen.iter().all(|user| *user == seen[0]), "{seen:?}");
    assert_eq!(provider.keys_asked(), 1);
    // The server's own tokens go on beside them.
    let session = server.login().await;
    assert_eq!(ask(&server, session.access_token.expose()).await.read::<User>(), session.user);
    assert_ne!(session.user, seen[0]);
}

#[tokio::test]
async fn a_token_that_is_for_somebody_else_or_another_time_is_refused_without_asking_the_provider() {
    let (key, provider, server) = both().await;
    type Bend = fn(&mut Value, &mut Value);
    let bends: [(&str, Bend); 22] = [
        ("another audience", |_, claims| claims["aud"] = json!("https://other.example.org")),
        ("several other audiences", |_, claims| claims["aud"] = json!(["a", "b"])),
        ("no audience", |_, claims| claims["aud"] = json!(null)),
        ("the client as audience", |_, claims| claims["aud"] = json!(CLIENT)),
        ("another issuer", |_, claims| claims["iss"] = json!("https://id.example.org")),
        ("the issuer with a slash", |_, claims| claims["iss"] = format!("{}/", text(&claims["iss"])).into()),
        ("no issuer", |_, claims| claims["iss"] = json!(null)),
        ("expired", |_, claims| claims["exp"] = json!(NOW - 30)),
        ("no expiry", |_, claims| claims["exp"] = json!(null)),
        ("an expiry that is none", |_, claims| claims["exp"] = json!("tomorrow")),
        ("not good yet", |_, claims| claims["nbf"] = json!(NOW + 31)),
        ("nobody", |_, claims| claims["sub"] = json!(null)),
        ("an empty subject", |_, claims| claims["sub"] = json!("")),
        ("a long subject", |_, claims| claims["sub"] = json!("a".repeat(256))),
        ("a subject of several lines", |_, claims| claims["sub"] = json!("a\nb")),
        ("a type of ID tokens", |header, _| header["typ"] = json!("JWT")),
        ("an ID token's nonce", |header, claims| {
            (header["typ"], claims["nonce"]) = (json!(null), json!("n"));
        }),
        ("an ID token's hash", |header, claims| {
            (header["typ"], claims["at_hash"]) = (json!(null), json!("h"));
        }),
        ("something critical", |header, _| header["crit"] = json!(["b64"])),
        ("no algorithm", |header, _| header["alg"] = json!("none")),
        ("an algorithm with a secret", |header, _| header["alg"] = json!("HS256")),
        ("an algorithm that is not taken", |header, _| header["alg"] = json!("RS512")),
    ];
    for (what, bend) in bends {
        assert_refused(&server, &key.bent_token(provider.issuer(), bend), what).await;
    }
    for garbage in ["..", "a.b.c", "e30.e30.", "e30.e30.e30", &format!("{}.e30.e30", "a".repeat(8_192))] {
        assert_refused(&server, garbage, garbage).await;
    }
    let huge = key.bent_token(provider.issuer(), |_, claims| claims["more"] = "a".repeat(16_384).into());
    assert_refused(&server, &huge, "a token of more than 16 KiB").await;
    assert_eq!(provider.keys_asked(), 0);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_may_be_long_and_a_little_out_of_time_and_name_several_audiences_or_no_type() {
    let (key, provider, server) = both().await;
    type Bend = fn(&mut Value, &mut Value);
    let bends: [(&str, Bend); 7] = [
        ("several audiences", |_, claims| claims["aud"] = json!(["other", claims["aud"]])),
        ("just expired", |_, claims| claims["exp"] = json!(NOW - 29)),
        ("a fraction of a second", |_, claims| claims["exp"] = json!(f64::from(1_795_338_900) + 0.5)),
        ("good in a moment", |_, claims| claims["nbf"] = json!(NOW + 30)),
        ("no type", |header, _| header["typ"] = json!(null)),
        ("the whole type", |header, _| header["typ"] = json!("application/AT+JWT")),
        ("8 KB", |_, claims| claims["groups"] = "a".repeat(6_144).into()),
    ];
    for (what, bend) in bends {
        let token = key.bent_token(provider.issuer(), bend);
        assert_eq!(ask(&server, &token).await.status, 200, "{what}: {} bytes", token.len());
    }
}

#[tokio::test]
async fn no_token_is_taken_that_a_key_of_the_providers_did_not_sign() {
    let (ed, es, rsa) = (Key::new("ed"), Key::on_p256("es"), Key::rsa("rs", "RS256"));
    let provider = Provider::start(&ed).await;
    let secret = Key::new("encrypting");
    let mut encrypting = secret.jwk();
    encrypting["use"] = json!("enc");
    provider.change(|said| said.keys = vec![ed.jwk(), es.jwk(), rsa.jwk(), encrypting]);
    let server = Server::start_with(provider.settings()).await;
    let issuer = provider.issuer();
    assert_eq!(ask(&server, &rsa.token(issuer)).await.status, 200);

    let good = ed.token(issuer);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let stranger = Key::new("ed");
    let other = ed.bent_token(issuer, |_, claims| claims["sub"] = json!("somebody else"));
    let (other, _) = other.rsplit_once('.').unwrap();
    for (what, token) in [
        ("another key of the same name", stranger.token(issuer)),
        ("no signature", format!("{signed}.")),
        ("another token's signature", format!("{other}.{signature}")),
        ("half a signature", format!("{signed}.{}", &signature[..40])),
        ("a signature that is no base64", format!("{signed}.!{signature}")),
        ("another kind of key", es.bent_token(issuer, |header, _| header["kid"] = json!("rs"))),
        (
            "an algorithm that the key is not for",
            rsa.bent_token(issuer, |header, _| header["alg"] = json!("PS256")),
        ),
    ] {
        let answer = ask(&server, &token).await;
        let refused = answer.status == 401 || answer.problem() == "provider-unavailable";
        assert!(refused, "{what}: {answer:?}");
    }
    let encrypted = ask(&server, &secret.token(issuer)).await;
    assert_eq!(encrypted.status, 503, "a key that is not for signing is none");

    let claims = json!({"iss": issuer, "sub": "1", "aud": AUDIENCE, "exp": NOW + 60});
    let unsigned = message(&json!({"alg": "none", "typ": "at+jwt"}), &claims);
    assert_refused(&server, &format!("{unsigned}."), "none").await;

    // Signed with what everybody knows, as a secret.
    let jwk = rsa.jwk();
    for public in [text(&jwk["n"]).into_bytes(), jwk.to_string().into_bytes()] {
        let message = message(&json!({"alg": "HS256", "kid": "rs", "typ": "at+jwt"}), &claims);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &public), message.as_bytes());
        assert_refused(&server, &format!("{message}.{}", encoded(tag.as_ref())), "HMAC").await;
    }
}

#[tokio::test]
async fn keys_that_nobody_knows_make_no_storm_on_the_provider() {
    let (key, provider, server) = both().await;
    assert_eq!(ask(&server, &key.token(provider.issuer())).await.status, 200);
    assert_eq!(provider.keys_asked(), 1);
    server.clock.advance(seconds(20));
    for n in 0..50 {
        // The provider may have made a key since it was asked: whether it has is not known.
        assert_not_known(&server, &Key::new(&n.to_string()).token(provider.issuer()), 40).await;
    }
    assert_eq!(provider.keys_asked(), 1);
    server.clock.advance(seconds(40));
    let stranger = Key::new("another").token(provider.issuer());
    assert_refused(&server, &stranger, "a key that the provider does not have").await;
    assert_eq!(provider.keys_asked(), 2);
    for n in 0..50 {
        // The provider was asked after they were made.
        let token = Key::new(&n.to_string()).token(provider.issuer());
        assert_refused(&server, &token, "a key that the provider does not have").await;
    }
    assert_eq!(provider.keys_asked(), 2);
    assert_eq!(ask(&server, &key.token(provider.issuer())).await.status, 200);
}

#[tokio::test]
async fn requests_that_come_at_once_ask_the_provider_once() {
    let (key, provider, server) = both().await;
    let token = key.token(provider.issuer());
    let answers = futures_util::future::join_all((0..20).map(|_| ask(&server, &token))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    assert_eq!(provider.keys_asked(), 1);
}

#[tokio::test]
async fn a_key_that_took_anothers_place_is_taken_and_the_other_one_no_more() {
    let (old, provider, server) = both().await;
    let before = old.token(provider.issuer());
    assert_eq!(ask(&server, &before).await.status, 200);
    let new = Key::new("two");
    provider.change(|said| said.keys = vec![new.jwk()]);
    let at =
        |seconds: i64| new.bent_token(provider.issuer(), |_, claims| claims["iat"] = json!(NOW + seconds));
    server.clock.advance(seconds(50));
    assert_not_known(&server, &at(50), 10).await;
    server.clock.advance(seconds(10));
    assert_eq!(ask(&server, &at(50)).await.status, 200);
    assert_refused(&server, &before, "a token of the old key").await;
    assert_eq!(provider.keys_asked(), 2);
}

#[tokio::test]
async fn while_the_provider_is_away_known_keys_go_on_and_others_are_not_refused() {
    let (key, provider, server) = both().await;
    provider.change(|said| said.is_away = true);
    let token = key.token(provider.issuer());
    assert_not_known(&server, &token, 10).await;
    assert_not_known(&server, &token, 10).await;
    assert_eq!(provider.keys_asked(), 1, "who comes meanwhile does not ask");
    let expired = key.bent_token(provider.issuer(), |_, claims| claims["exp"] = json!(NOW - 60));
    assert_refused(&server, &expired, "it has expired whatever its key").await;
    server.clock.advance(seconds(10));
    provider.change(|said| said.is_away = false);
    assert_eq!(ask(&server, &token).await.status, 200);

    provider.change(|said| said.is_away = true);
    server.clock.advance(seconds(60));
    let other = Key::new("two").bent_token(provider.issuer(), |_, claims| claims["iat"] = json!(NOW + 70));
    assert_not_known(&server, &other, 10).await;
    assert_eq!(ask(&server, &token).await.status, 200);
    let asked = provider.keys_asked();
    server.clock.advance(seconds(1_800));
    assert_eq!(ask(&server, &token).await.status, 200);
    assert_eq!(provider.keys_asked(), asked, "a key that is known needs no provider");
}

#[tokio::test]
async fn keys_are_asked_for_anew_each_hour_so_that_one_which_was_taken_back_ends() {
    let (key, provider, server) = both().await;
    let lasting = key.bent_token(provider.issuer(), |_, claims| claims["exp"] = json!(NOW + 86_400));
    assert_eq!(ask(&server, &lasting).await.status, 200);
    server.clock.advance(seconds(3_600));
    provider.change(|said| said.is_away = true);
    assert_eq!(ask(&server, &lasting).await.status, 200, "as long as the provider says nothing else");
    provider.change(|said| (said.is_away, said.keys) = (false, vec![]));
    assert_eq!(ask(&server, &lasting).await.status, 200, "it was asked a moment ago");
    server.clock.advance(seconds(10));
    assert_refused(&server, &lasting, "its key was taken back").await;
    assert_eq!(provider.keys_asked(), 3);
}

#[tokio::test]
async fn a_provider_that_is_not_what_it_should_be_is_one_that_is_away() {
    let key = Key::new("one");
    for (member, value) in [
        ("issuer", json!("https://other.example.org")),
        ("jwks_uri", json!("http://192.0.2.1/jwks")),
        ("jwks_uri", json!("no address")),
        ("jwks_uri", json!(null)),
    ] {
        let provider = Provider::start(&key).await;
        provider.change(|said| drop(said.discovery.insert(member, value)));
        let server = Server::start_with(provider.settings()).await;
        assert_not_known(&server, &key.token(provider.issuer()), 10).await;
    }
    for keys in
        ["", "<html>", "{}", "[]", "{\"keys\": 1}", &format!("{{\"keys\": [\"{}\"]}}", "a".repeat(300_000))]
    {
        let provider = Provider::start(&key).await;
        provider.change(|said| said.instead_of_keys = Some(keys.to_owned()));
        let server = Server::start_with(provider.settings()).await;
        assert_not_known(&server, &key.token(provider.issuer()), 10).await;
    }
    // Nobody is there at all.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let server = Server::start_with(settings_for(&issuer)).await;
    assert_not_known(&server, &key.token(&issuer), 10).await;
}
