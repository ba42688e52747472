//! Words planted in everything that a person or a server can put in, and a look through everything that the programs
//! wrote: a secret is nowhere, and what somebody wrote about their work only where it belongs.

mod story;

use std::path::Path;

use anyhow::Result;
use homing_tests::{Canaries, NAME, PASSPHRASE};
use story::{Told, planted};

/// Whether a file may hold what somebody wrote about their work: the databases, the pictures that wait, and the files
/// that they asked for or gave.
fn is_of_the_work(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let of_a_database =
        |base: &str| name.strip_prefix(base).is_some_and(|rest| ["", "-wal", "-shm"].contains(&rest));
    of_a_database("homing.db") || of_a_database("server.sqlite") || name.starts_with(planted::WORK_FILES)
}

/// The test's own file, from which the passphrase is read.
fn is_given_by_the_test(path: &Path) -> bool {
    path.ends_with("passphrase")
}

#[tokio::test]
async fn a_planted_secret_is_nowhere_and_a_planted_word_only_where_it_belongs() -> Result<()> {
    let told = Told::of_a_whole_life().await?;
    let (client, server) = (told.client_folder(), told.server_folder());

    let secrets = Canaries::new(told.secrets())?;
    assert!(secrets.count() >= 12, "tokens of several sign-ins and refreshes were seen");
    assert_eq!(secrets.in_files(client, &is_given_by_the_test)?, []);
    assert_eq!(secrets.in_files(server, &|_| false)?, []);
    for said in &told.said {
        assert_eq!(secrets.in_bytes(said.all().as_bytes()), Vec::<&str>::new(), "`{}`", said.line);
    }

    let bodies = Canaries::new(planted::BODIES)?;
    let both = |path: &Path| is_of_the_work(path) || is_given_by_the_test(path);
    assert_eq!(bodies.in_files(client, &both)?, []);
    assert_eq!(bodies.in_files(server, &is_of_the_work)?, []);
    for said in &told.said {
        let logged = said.logged();
        assert_eq!(bodies.in_bytes(logged.as_bytes()), Vec::<&str>::new(), "the log of `{}`", said.line);
    }

    // What is looked for would be found, and there was something to look through.
    let found = |folder, canaries: &Canaries| {
        Ok::<_, anyhow::Error>(!canaries.in_files(folder, &|_| false)?.is_empty())
    };
    assert!(found(client, &bodies)? && found(server, &bodies)?);
    assert!(found(client, &Canaries::new([PASSPHRASE])?)?);
    let logged: usize = told.said.iter().map(|said| said.logged().lines().count()).sum();
    let log = std::fs::read_to_string(client.join("data/logs/homing.log"))?;
    assert!(logged > 300 && log.contains("TRACE") && log.contains("signed in"), "{logged} lines");
    let server_log = std::fs::read_to_string(server.join("log"))?;
    assert!(server_log.contains("answered"), "{server_log}");
    assert!(!server_log.contains(NAME), "a name is no secret, and not in the server's log");
    Ok(())
}
