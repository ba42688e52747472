//! Which ports have suites, who implements them, and which rules no caller can see.

/// A port with a suite.
#[derive(Clone, Copy, Debug)]
pub(super) struct Port {
    pub(super) title: &'static str,
    /// Where its rules stand, within the workspace.
    pub(super) source: &'static str,
    pub(super) backends: &'static [Backend],
    /// The rules without a test in this suite, as no caller can see whether they are kept: what stands for it.
    pub(super) unseen: &'static [(u32, &'static str)],
}

/// One who implements it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Backend {
    pub(super) name: &'static str,
    /// The module of its tests.
    pub(super) tests: &'static str,
    /// That of the same tests under trouble, and of the state machine, where it runs these.
    pub(super) beside: Option<(&'static str, &'static str)>,
}

const fn backend(name: &'static str, tests: &'static str) -> Backend {
    Backend { name, tests, beside: None }
}

const fn queue(name: &'static str, tests: &'static str, beside: (&'static str, &'static str)) -> Backend {
    Backend { name, tests, beside: Some(beside) }
}

pub(super) const PORTS: &[Port] = &[
    Port {
        title: "The queue",
        source: "crates/domain/src/ports/queue/mod.rs",
        backends: &[
            queue(
                "memory",
                "memory::queue::",
                ("memory::queue_under_trouble::", "memory::queue_state_machine::"),
            ),
            queue(
                "SQLite",
                "sqlite::queue::",
                ("sqlite::queue_under_trouble::", "sqlite::queue_state_machine::"),
            ),
            queue(
                "PostgreSQL",
                "postgres::queue::",
                ("postgres::queue_under_trouble::", "postgres::queue_state_machine::"),
            ),
            queue(
                "redb (example)",
                "redb::queue::",
                ("redb::queue_under_trouble::", "redb::queue_state_machine::"),
            ),
        ],
        unseen: &[(
            21,
            "`must_03_after_a_sign_in_nothing_is_recorded_for_the_local_account`, where the accounts are",
        )],
    },
    Port {
        title: "Accounts",
        source: "crates/domain/src/ports/accounts.rs",
        backends: &[
            backend("memory", "memory::accounts::"),
            backend("SQLite", "sqlite::accounts::"),
            backend("PostgreSQL", "postgres::accounts::"),
            backend("redb (example)", "redb::accounts::"),
        ],
        unseen: &[],
    },
    Port {
        title: "Blobs",
        source: "crates/domain/src/ports/blobs.rs",
        backends: &[backend("memory", "memory::blobs::"), backend("files", "sqlite::blobs::")],
        unseen: &[],
    },
    Port {
        title: "The lock between processes",
        source: "crates/domain/src/ports/process_lock.rs",
        backends: &[backend("memory", "memory::locks::"), backend("files", "sqlite::locks::")],
        unseen: &[],
    },
    Port {
        title: "Nudges",
        source: "crates/domain/src/ports/nudges.rs",
        backends: &[
            backend("memory", "memory::nudges::"),
            backend("a watched file", "sqlite::nudges::"),
            backend("PostgreSQL", "nudging::nudges::"),
        ],
        unseen: &[],
    },
    Port {
        title: "Credentials",
        source: "crates/domain/src/ports/credentials.rs",
        backends: &[
            backend("memory", "memory_store::"),
            backend("until the program quits", "until_quit::"),
            backend("encrypted file", "encrypted_file::"),
            backend("keychain, a fake one", "store::keychain::store::tests::"),
            backend("keychain of 2,560 bytes", "store::keychain::kills::"),
            backend("Secret Service", "secret_service::"),
        ],
        unseen: &[(
            6,
            "`the_disk_holds_one_file_for_its_owner_alone_and_no_token_in_it`, `an_error_carries_no_byte_of_a_record`",
        )],
    },
    Port {
        title: "The alarm",
        source: "crates/domain/src/ports/alarm.rs",
        backends: &[backend("Linux", "system::linux::alarm::tests::"), backend("by hand", "waking::alarm::")],
        unseen: &[
            (2, "`the_kernel_counts_by_the_clock_that_goes_on_in_a_sleep`"),
            (3, "`a_wall_clock_that_is_set_rings_nothing`; no test sets the machine's own clock"),
            (4, "a cost, which the system counts and no caller does"),
            (7, "it has no way to fail; no test makes the system refuse"),
        ],
    },
    Port {
        title: "The machine's life",
        source: "crates/domain/src/ports/machine.rs",
        backends: &[
            backend("this machine", "machine::tests::"),
            backend("by hand", "testing::machine::tests::"),
        ],
        unseen: &[(4, "it can neither wait nor fail: its signature says so")],
    },
    Port {
        title: "What the system says",
        source: "crates/domain/src/ports/system_events.rs",
        backends: &[
            backend("Linux", "system::linux::tests::"),
            backend("by hand", "waking::system_events::"),
        ],
        unseen: &[
            (3, "nobody can wait to see that nothing ever comes"),
            (
                5,
                "`without_a_system_bus_the_kernel_is_still_listened_to`, `a_bus_that_hangs_up_is_noticed_and_hurts_nothing`",
            ),
            (6, "a time, which no test measures"),
        ],
    },
];
