//! Screenshots, of which the server takes each copy for another one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use homing_tests::classic::Route;

use super::world::World;

fn data(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(bytes))
}

#[tokio::test]
async fn pictures_go_after_their_entry_and_by_the_servers_id() {
    let world = World::anna().await;
    let entry = world.add(3, "work").await;
    world.picture(&entry, b"one").await;
    world.picture(&entry, b"two").await;
    world.until_quiet(10).await;
    let (held, pictures) = (world.server.entries(), world.server.screenshots());
    assert!(pictures.iter().all(|picture| picture.entry == held[0].id));
    let mut shown: Vec<_> = pictures.into_iter().map(|picture| picture.data).collect();
    shown.sort();
    assert_eq!((shown, world.left().await), (vec![data(b"one"), data(b"two")], (0, 0)));
}

#[tokio::test]
async fn after_a_lost_answer_no_picture_is_there_twice() {
    let world = World::anna().await;
    let entry = world.add(3, "work").await;
    for bytes in [b"one", b"two", b"six"] {
        world.picture(&entry, bytes).await;
    }
    let mut pictures = 0;
    world.server.lose_answers(move |met| {
        pictures += usize::from(met.route == Route::Picture);
        met.route == Route::Picture && pictures % 2 == 1
    });
    world.until_quiet(20).await;
    let mut shown: Vec<_> = world.server.screenshots().into_iter().map(|picture| picture.data).collect();
    shown.sort();
    let mut wanted = vec![data(b"one"), data(b"two"), data(b"six")];
    wanted.sort();
    assert_eq!((shown, world.left().await), (wanted, (0, 0)));
    assert!(world.server.met().iter().any(|met| met.route == Route::Picture && met.lost));
}

#[tokio::test]
async fn a_picture_that_is_too_large_for_the_server_waits_for_a_person_and_the_rest_arrives() {
    let world = World::anna().await;
    let entry = world.add(3, "work").await;
    world.picture(&entry, &[7; 30_000]).await;
    world.picture(&entry, b"small").await;
    world.server.set_most_bytes(20_000);
    world.until_quiet(20).await;
    assert_eq!(world.server.entries().len(), 1);
    let shown: Vec<_> = world.server.screenshots().into_iter().map(|picture| picture.data).collect();
    assert_eq!((shown, world.left().await), (vec![data(b"small")], (0, 1)));
}
