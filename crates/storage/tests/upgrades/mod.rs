//! Data of every schema that ever landed, with unsent tasks in it, as the program of that time left it: opening it brings
//! it up to date and loses none of them, whatever statement of the upgrade the program is killed at.
//!
//! `fixtures/` has a dump for each schema and database. A migration is new only once its schema has one: the ignored
//! tests `writes_a_fixture_of_this_schema` make those of the newest, for which [`story::fill`] fills a queue by the port;
//! a text beside them says what is in them, the same on each database.

pub(crate) mod killed;
pub(crate) mod story;

use homing_domain::ports::{Accounts, Queue};
use homing_storage::SCHEMA_VERSION;

/// A schema that landed.
pub(crate) struct Landed {
    pub(crate) version: u32,
    /// The number of the next task: none is given twice.
    next: i64,
    /// Who is signed in. Before version 5 nobody but the active account was.
    signed_in: &'static [&'static str],
}

/// All of them. Versions 1 and 2 were filled by hand, from their tables; what they hold says `schema_N.txt`.
pub(crate) const LANDED: &[Landed] = &[
    Landed { version: 1, next: 4, signed_in: &[] },
    Landed { version: 2, next: 51, signed_in: &[] },
    Landed { version: 3, next: 11, signed_in: &["anna"] },
    Landed { version: 4, next: 11, signed_in: &["anna"] },
    Landed { version: 5, next: 11, signed_in: &["anna", "bert"] },
];

impl Landed {
    /// Fails unless everything is there as it was, and goes on.
    pub(crate) async fn must_go_on(&self, store: &(impl Queue + Accounts)) {
        let told = story::told(store).await;
        assert_eq!(told, read(self.version, "txt").trim(), "version {}", self.version);
        assert_eq!(story::signed_in(store).await, self.signed_in, "version {}", self.version);
        story::goes_on(store, self.next).await;
    }
}

#[test]
fn every_schema_that_landed_has_its_fixture() {
    let landed: Vec<_> = LANDED.iter().map(|landed| landed.version).collect();
    assert_eq!(landed, (1..=SCHEMA_VERSION).collect::<Vec<_>>(), "see `writes_a_fixture_of_this_schema`");
}

/// Where a fixture lies.
pub(crate) fn fixture(version: u32, what: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrades/fixtures");
    folder.join(format!("schema_{version}.{what}"))
}

/// Reads a fixture.
pub(crate) fn read(version: u32, what: &str) -> String {
    std::fs::read_to_string(fixture(version, what)).unwrap()
}
