//! One line for each command, as a person would type it. The tests run every one of them in a shell.

use serde::Serialize;

use crate::exit::ExitCode::{self, BadInput, Interrupted, SignIn, SyncRunning, Unreachable};

/// A line that shows a command.
#[derive(Debug, Serialize)]
pub(crate) struct Example {
    /// The command.
    #[serde(skip)]
    pub(super) command: &'static str,
    /// The line; it ends with code 0. `https://homing.example.org` stands for the server, `anna` for its user
    /// and `password.txt` holds her password.
    pub(super) line: &'static str,
    /// Lines that go before it.
    pub(super) before: &'static [&'static str],
    /// The server that it needs.
    pub(super) server: Server,
    /// Whether the command opens the data folder, which can fail in ways of its own.
    #[serde(skip)]
    pub(super) opens_data: bool,
    /// The codes that it can end with, beside those of every command.
    #[serde(skip)]
    pub(super) exits: &'static [ExitCode],
}

/// What answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Server {
    /// None is needed.
    None,
    /// One answers; nobody is signed in.
    Up,
    /// One answers, and anna is signed in.
    SignedIn,
}

impl Example {
    /// A line of a command that needs no server.
    const fn new(command: &'static str, line: &'static str) -> Self {
        Self { command, line, before: &[], server: Server::None, opens_data: true, exits: &[] }
    }

    /// What goes before it.
    const fn after(self, before: &'static [&'static str]) -> Self {
        Self { before, ..self }
    }

    /// The server that it needs.
    const fn with(self, server: Server) -> Self {
        Self { server, ..self }
    }

    /// What else it can end with.
    const fn or(self, exits: &'static [ExitCode]) -> Self {
        Self { exits, ..self }
    }

    /// A command that opens nothing of the person's.
    const fn without_data(self) -> Self {
        Self { opens_data: false, ..self }
    }
}

/// What a look at homing.toml can end with.
const CONFIG: &[ExitCode] = &[BadInput, ExitCode::Data, ExitCode::Configuration];

/// Makes a file of the earlier app with one picture in it that was not sent.
const EARLIER_APP: &str = "python3 -c \"import sqlite3, json; file = sqlite3.connect('earlier.db'); \
    file.execute('CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT, payload TEXT, \
    status TEXT, retry_count INTEGER, created_at INTEGER, last_retry_at INTEGER)'); \
    file.execute('CREATE TABLE time_entries (id INTEGER PRIMARY KEY, day TEXT UNIQUE, accumulated_seconds INTEGER, \
    state TEXT, last_updated_at INTEGER)'); \
    picture = json.dumps({'imageData': 'data:image/png;base64,iVBORw0KGgo=', 'timeEntryId': 'temp-1'}); \
    file.execute('INSERT INTO sync_queue VALUES (1, ?, ?, ?, 0, 1700000000, NULL)', ('screenshot', picture, 'pending')); \
    file.commit()\"";

/// Makes a database as the earlier app had it, with one day in it.
const EARLIER_DATABASE: &str = "echo H4sIAAAAAAACA+2RvQ8BQRDFZw9RqUkoRiEhjhyi95HrNLhe1u2QDfeR3VFcqfWH+jucKFwjevHLe8l7mdfNdr3STHhITCQZJ+CAEDBDBIBSbgfePHO50AV8pwTDUNSeY3GDXH8+wq\
     Ja73TEtc9yfybWEe0oZqPJFrOz3PjzwMdgvlj5WLx0tUIdMx3JYGp0JE2GJ8pcJTNXhuElupwlk9pZCpNYWddyXnuv39wh15+fpSEq0HaaY288HXiTgTdqoeUkTUk9ADW18gcABAAA | base64 -d | gunzip > earlier.db";

/// In the order of the help.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::new(
        "login",
        "homing login --server https://homing.example.org --user anna --store file --password-stdin < password.txt",
    )
    .with(Server::Up)
    .or(&[Unreachable, SignIn, Interrupted]),
    Example::new("logout", "homing logout --keep")
        .after(&["homing start"])
        .with(Server::SignedIn)
        .or(&[BadInput, Unreachable, SyncRunning, SignIn, Interrupted]),
    Example::new("accounts", "homing accounts").with(Server::SignedIn),
    Example::new("account list", "homing account list").with(Server::SignedIn),
    Example::new("account switch", "homing account switch anna --sync")
        .with(Server::SignedIn)
        .or(&[BadInput, Unreachable, SyncRunning, SignIn, Interrupted]),
    Example::new("backup", "homing backup homing-backup.db").after(&["homing start"]).or(&[BadInput]),
    Example::new("start", "homing start Write the report --project harbour --tag writing")
        .or(&[BadInput, Interrupted]),
    Example::new("continue", "homing continue @1 --at -10m")
        .after(&["homing add --from -3h --to -1h Write the report"])
        .or(&[BadInput, Interrupted]),
    Example::new("pause", "homing pause").after(&["homing start"]).or(&[BadInput, Interrupted]),
    Example::new("resume", "homing resume").after(&["homing start", "homing pause"]).or(&[BadInput]),
    Example::new("stop", "homing stop --cut away").after(&["homing start"]).or(&[BadInput, Interrupted]),
    Example::new("add", "homing add --from \"2026-11-20 09:15\" --to \"2026-11-20 10:30\" Planning")
        .or(&[BadInput, Interrupted]),
    Example::new("edit", "homing edit last --project harbour --tag writing --to -30m")
        .after(&["homing add --from -3h --to -1h Write the report"])
        .or(&[BadInput, Interrupted]),
    Example::new("attach", "homing attach screen.png --entry last")
        .after(&["homing start Write the report", "printf '\\211PNG\\r\\n\\032\\n' > screen.png"])
        .or(&[BadInput]),
    Example::new("delete", "homing delete @1 --yes")
        .after(&["homing add --from -3h --to -1h Write the report"])
        .or(&[BadInput, Interrupted]),
    Example::new("cancel", "homing cancel").after(&["homing start"]).or(&[BadInput]),
    Example::new("undo", "homing undo").after(&["homing start"]).or(&[BadInput, Interrupted]),
    Example::new("review", "homing review"),
    Example::new("review confirm", "homing review confirm --all approximate-times").or(&[BadInput]),
    Example::new("review edit", "homing review edit --all no-stop --to -1h").or(&[BadInput]),
    Example::new("review discard", "homing review discard --all unknown-event").or(&[BadInput]),
    Example::new("review save", "homing review save @1 picture.png")
        .after(&[EARLIER_APP, "homing import legacy earlier.db"])
        .or(&[BadInput]),
    Example::new("log", "homing log --week --json").or(&[BadInput, Unreachable, SignIn, Interrupted]),
    Example::new("summary", "homing summary --by tag --month --zone Europe/Berlin").or(&[BadInput]),
    Example::new("projects", "homing projects --refresh")
        .with(Server::SignedIn)
        .or(&[Unreachable, SignIn, Interrupted]),
    Example::new("status", "homing status"),
    Example::new("sync", "homing sync")
        .after(&["homing start"])
        .with(Server::SignedIn)
        .or(&[BadInput, Unreachable, SyncRunning, SignIn, Interrupted]),
    Example::new("doctor", "homing doctor").with(Server::SignedIn).without_data().or(&[
        Unreachable,
        SignIn,
        ExitCode::Data,
        ExitCode::Configuration,
    ]),
    Example::new("queue list", "homing queue list").after(&["homing start"]),
    Example::new("queue show", "homing queue show @1").after(&["homing start"]).or(&[BadInput]),
    Example::new("queue edit", "homing queue edit @1 --tag harbour")
        .after(&["homing start"])
        .or(&[BadInput, Interrupted]),
    Example::new("queue retry", "homing queue retry --all")
        .with(Server::SignedIn)
        .or(&[BadInput, Unreachable, SyncRunning, SignIn, Interrupted]),
    Example::new("queue discard", "homing queue discard @1 --yes")
        .after(&["homing start"])
        .or(&[BadInput, Interrupted]),
    Example::new("queue export", "homing queue export unsent.jsonl").after(&["homing start"]).or(&[BadInput]),
    Example::new("diagnostics", "homing diagnostics for-the-helper.zip --yes")
        .without_data()
        .or(&[BadInput, ExitCode::Data, Interrupted]),
    Example::new("config show", "homing config show").without_data().or(CONFIG),
    Example::new("config path", "homing config path").without_data().or(CONFIG),
    Example::new("config get", "homing config get server").without_data().or(CONFIG),
    Example::new("config set", "homing config set server https://homing.example.org").without_data().or(CONFIG),
    Example::new("config unset", "homing config unset server")
        .after(&["homing config set server https://homing.example.org"])
        .without_data()
        .or(CONFIG),
    Example::new("import timewarrior", "homing import timewarrior - < export.json")
        .after(&[r#"echo '[{"start":"20260301T080000Z","end":"20260301T090000Z"}]' > export.json"#])
        .or(&[BadInput]),
    Example::new("import toggl", "homing import toggl report.csv --zone Europe/Berlin")
        .after(&[
            "echo 'Description,Project,Start date,Start time,Stop date,Stop time' > report.csv",
            "echo 'Report,harbour,2026-03-02,09:00:00,2026-03-02,10:30:00' >> report.csv",
        ])
        .or(&[BadInput]),
    Example::new("import legacy", "homing import legacy earlier.db")
        .after(&[EARLIER_DATABASE])
        .or(&[BadInput, SignIn, Interrupted]),
    Example::new("export", "homing export work.ics --format ical --from 2026-11-01 --to 2026-11-30")
        .after(&["homing add --from \"2026-11-20 09:15\" --to \"2026-11-20 10:30\" Planning"])
        .or(&[BadInput]),
    Example::new("completions", "homing completions bash > homing.bash").without_data(),
    Example::new("man", "homing man --dir man").without_data().or(&[ExitCode::Data]),
];
