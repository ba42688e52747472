//! Tokens are handed out once, and then are nowhere: every file is searched byte by byte.

use homing_import::legacy::{Keys, open, scrub_original};
use homing_import::testing::{EarlierFile, Generation, OWN_KEY, Payload, own_key_in_hex, scene};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{Place, found};

async fn newest(place: &Place) -> Option<(String, String, String)> {
    let opened = open(&place.database, &place.work(), place.keys()).await.unwrap();
    let tokens = opened.tokens()?;
    let text = |token: Option<secrecy::SecretString>| token.unwrap().expose_secret().to_owned();
    Some((text(tokens.access), text(tokens.refresh), tokens.user.unwrap()))
}

/// The scene, whose rows were edited and deleted over time, so that tokens lie in free pages and in logs too.
fn worn(generation: Generation) -> EarlierFile {
    let mut file = scene(generation);
    file.opened_later = true;
    let (access, refresh) = file.newest_tokens().unwrap();
    file.queue[6].error = Some(format!("401 for Bearer {access}"));
    file.queue[1].error = Some(format!("refused: {refresh}"));
    file.queue[7].payload = Payload::Text(format!(r#"{{"id":"E1","accessToken":"{access}","refreshTo"#));
    file.queue[8].payload = Payload::SealedWith(
        OWN_KEY,
        json!({"id": "E9", "accessToken": "a-token-in-a-sealed-row", "refreshToken": refresh}),
    );
    file
}

#[tokio::test]
async fn the_newest_tokens_of_the_first_builds_are_handed_out() {
    for generation in [Generation::G0a, Generation::G0b] {
        let file = scene(generation);
        let (access, refresh) = file.newest_tokens().unwrap();
        let place = Place::with(&file).await;
        assert_eq!(newest(&place).await, Some((access, refresh, "u1".to_owned())), "{generation:?}");
    }
}

#[tokio::test]
async fn a_file_of_a_later_build_has_none() {
    for generation in [Generation::G1, Generation::G2, Generation::G3] {
        assert_eq!(newest(&Place::with(&scene(generation)).await).await, None, "{generation:?}");
    }
}

#[tokio::test]
async fn no_byte_of_a_token_is_left_in_the_copy_nor_in_what_is_read() {
    for generation in [Generation::G0a, Generation::G0b] {
        let file = worn(generation);
        let secrets = file.secrets();
        let in_a_sealed_row = "a-token-in-a-sealed-row".to_owned();
        let place = Place::with(&file).await;
        let keys = Keys::new(None, Some(&own_key_in_hex().into()));
        let mut opened = open(&place.database, &place.work(), keys).await.unwrap();
        assert!(!found(&place.work(), &secrets).is_empty(), "what is searched for is there at first");
        opened.clean().await.unwrap();
        assert_eq!(found(&place.work(), &secrets), Vec::<String>::new(), "{generation:?}");
        opened.clean().await.unwrap();
        assert_eq!(found(&place.work(), &secrets), Vec::<String>::new(), "{generation:?}, once more");

        let work = opened.read().await.unwrap();
        // What can't be read is kept, and shows nothing of itself.
        let kept = work.unreadable.iter().map(|row| String::from_utf8_lossy(&row.payload));
        let kept: String = kept.collect();
        assert!(kept.contains("E1"), "a payload that was cut off is kept");
        let told = format!("{work:?}{kept}");
        assert!(
            secrets.iter().chain([&in_a_sealed_row]).all(|secret| !told.contains(secret)),
            "{generation:?}"
        );
        assert!(told.contains("refused: [removed]"));
    }
}

#[tokio::test]
async fn a_sealed_row_loses_its_tokens_too_and_still_opens() {
    let place = Place::with(&worn(Generation::G0a)).await;
    let keys = || Keys::new(None, Some(&own_key_in_hex().into()));
    let opened = open(&place.database, &place.work(), keys()).await.unwrap();
    let before = opened.read().await.unwrap();
    drop(opened);
    scrub_original(&place.database, &keys()).await.unwrap();
    let opened = open(&place.database, &place.work(), keys()).await.unwrap();
    assert!(opened.tokens().is_none());
    assert_eq!(opened.read().await.unwrap().unfinished, before.unfinished);
}

#[tokio::test]
async fn the_original_is_scrubbed_where_it_is_asked_for_and_is_the_same_to_the_next_import() {
    for generation in [Generation::G0a, Generation::G0b] {
        let file = scene(generation);
        let place = Place::with(&file).await;
        let before = place.imported().await.unwrap();
        assert!(!found(place.folder.path(), &file.secrets()).is_empty());
        scrub_original(&place.database, &place.keys()).await.unwrap();
        assert_eq!(found(place.folder.path(), &file.secrets()), Vec::<String>::new(), "{generation:?}");
        assert_eq!(place.imported().await.unwrap(), before, "{generation:?}");
    }
}
