//! An upgrade whose connection the database itself ends, at each of its statements in turn.

use homing_server::store::{PostgresUrl, Store, StoreError};
use homing_test_postgres::Cluster;
use tokio::runtime::Runtime;

use crate::backend::Place;
use crate::upgrade::{EARLIER, check_whole, fill};

/// Ends the connection at the n-th statement that changes the schema or what is noted of it. A sequence counts, since
/// it alone is not taken back with the transaction.
fn kill_at(n: u32) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION public.count_and_kill() RETURNS void LANGUAGE plpgsql AS
         $$ BEGIN
             IF nextval('public.statements') = {n} THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
         END $$;
         SELECT setval('public.statements', 1, false)"
    )
}

const WATCH: &str = "
CREATE SEQUENCE public.statements;
CREATE FUNCTION public.count_and_kill() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION on_change() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.count_and_kill(); END $$;
CREATE EVENT TRIGGER on_change ON ddl_command_end EXECUTE FUNCTION on_change();
ALTER EVENT TRIGGER on_change DISABLE";

const NOTED: &str = "
CREATE FUNCTION on_note() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM public.count_and_kill(); RETURN new; END $$;
CREATE TRIGGER on_note AFTER INSERT ON homing_server_migrations FOR EACH ROW EXECUTE FUNCTION on_note();";

/// A cluster whose database ends a connection at the statement that [`kill_at`] says.
struct Killing {
    cluster: Cluster,
    runtime: Runtime,
}

impl Killing {
    fn new() -> Self {
        let cluster = Cluster::start().unwrap();
        cluster.ask(WATCH).unwrap();
        Self { cluster, runtime: Runtime::new().unwrap() }
    }

    fn url(&self) -> PostgresUrl {
        self.cluster.url().parse().unwrap()
    }

    /// Opens the database until that goes through, killed one statement later each time; how often it was killed.
    fn open_at_last(&self) -> u32 {
        let tables = "SELECT string_agg(table_name || '.' || column_name, ' ' ORDER BY 1)
                      FROM information_schema.columns WHERE table_schema = 'public'";
        let before = self.cluster.ask(tables).unwrap();
        for n in 1..100 {
            self.cluster.ask(&kill_at(n)).unwrap();
            self.cluster.ask("ALTER EVENT TRIGGER on_change ENABLE").unwrap();
            let opened = self.runtime.block_on(Store::connect(&self.url(), 1));
            self.cluster.ask("ALTER EVENT TRIGGER on_change DISABLE").unwrap();
            match opened {
                Ok(store) => {
                    self.runtime.block_on(store.close());
                    return n - 1;
                }
                Err(StoreError::Unavailable(_)) => {
                    assert_eq!(self.cluster.ask(tables).unwrap(), before, "all of it or nothing");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        panic!("it did not come to its end")
    }
}

#[test]
fn an_upgrade_that_the_database_ends_at_any_statement_is_whole_after_the_next_start() {
    for schema in 1..=EARLIER {
        let killing = Killing::new();
        let place = Place::at(&killing.cluster.url());
        killing.runtime.block_on(fill(&place, schema));
        killing.cluster.ask(NOTED).unwrap();
        let killed = killing.open_at_last();
        assert!(killed >= 2, "{killed}");
        killing.runtime.block_on(check_whole(place, schema));
    }
}

#[test]
fn a_first_start_that_the_database_ends_at_any_statement_leaves_nothing_and_the_next_one_makes_all() {
    let killing = Killing::new();
    let killed = killing.open_at_last();
    assert!(killed > 10, "{killed}");
    let store = killing.runtime.block_on(Store::connect_existing(&killing.url(), 1)).unwrap();
    killing.runtime.block_on(store.close());
}
