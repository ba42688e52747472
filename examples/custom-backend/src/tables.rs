//! What lies in the file. `tasks`, `bodies`, `records`, `lanes`, `history` and `accounts` are what is kept; the others are
//! ways to find it, so that no call looks through more than it gives.

use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, Table, TableDefinition, WriteTransaction};

use crate::error::Result;

/// An account, as a number.
pub(crate) type Whose = u128;
/// A text within a key or a value.
pub(crate) type Text = &'static str;
/// A value as JSON: see [`crate::rows`].
pub(crate) type Json = &'static [u8];

/// Each table twice: as a transaction that writes sees it, and as one that reads does. Whatever only reads takes either,
/// by the trait.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $key:ty => $value:ty;)*) => {
        /// Within a transaction that writes.
        pub(crate) struct Tables<'t> {
            $($(#[$doc])* pub(crate) $name: Table<'t, $key, $value>,)*
        }

        impl<'t> Tables<'t> {
            pub(crate) fn open(transaction: &'t WriteTransaction) -> Result<Self> {
                Ok(Self {
                    $($name: transaction.open_table(TableDefinition::new(stringify!($name)))?,)*
                })
            }
        }

        /// Within a transaction that reads.
        pub(crate) struct View {
            $($name: ReadOnlyTable<$key, $value>,)*
        }

        impl View {
            pub(crate) fn open(transaction: &ReadTransaction) -> Result<Self> {
                Ok(Self {
                    $($name: transaction.open_table(TableDefinition::new(stringify!($name)))?,)*
                })
            }
        }

        /// Either.
        #[expect(dead_code, reason = "some tables are asked only by whoever writes")]
        pub(crate) trait Look {
            $(fn $name(&self) -> &impl ReadableTable<$key, $value>;)*
        }

        impl Look for Tables<'_> {
            $(fn $name(&self) -> &impl ReadableTable<$key, $value> { &self.$name })*
        }

        impl Look for View {
            $(fn $name(&self) -> &impl ReadableTable<$key, $value> { &self.$name })*
        }
    };
}

tables! {
    /// Single values: the last sequence number, the device, who is active.
    meta: Text => Json;
    /// Unsent tasks by sequence number, without their bodies.
    tasks: i64 => Json;
    bodies: i64 => Json;
    /// By the id of a task: its sequence number.
    ids: u128 => i64;
    /// The unsent tasks of an account in sequence.
    of_account: (Whose, i64) => ();
    /// Those of a lane, and whether each waits for a person.
    of_lane: (Whose, Text, i64) => bool;
    /// How many tasks are unsent, and how many bytes their blobs have.
    totals: Whose => (u64, u64);
    /// How many unsent tasks refer to a blob.
    blobs: Text => u64;
    lanes: (Whose, Text) => Json;
    /// The lanes that flow, by rank.
    by_rank: (Whose, i64, Text) => ();
    /// The lanes that flow or are claimed, by the time at which they go on, in milliseconds.
    by_time: (Whose, i64, Text) => ();
    /// The lanes that are claimed, and until when.
    claimed: (Whose, Text) => i64;
    /// The tasks that wait for a lane, and the lane of each.
    awaited: (Whose, Text, i64) => Text;
    /// By account, collection and id: sort key, revision, the newest revision that a task carried, body.
    records: (Whose, Text, Text) => (i64, i64, i64, Json);
    /// The records of a collection in the order of a scan.
    in_order: (Whose, Text, i64, Text) => ();
    /// Those of which no task carries the newest revision.
    uncarried: (Whose, Text, Text) => ();
    /// What left the queue, by when it did; whether it was sent, and what it was.
    history: (Whose, i64, i64) => (bool, Json);
    accounts: u128 => Json;
}
