//! A database of the earlier app, put together row by row and written as a build of some generation did.

use std::fs;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, Value};
use serde_json::{Value as Json, json};

use crate::legacy::{DATABASE_NAME, connect_for_tests, seal_as_the_earlier_app};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What the key file beside the database is called.
pub const KEY_FILE_NAME: &str = crate::legacy::KEY_FILE_NAME;

/// The key that a file of [`Generation::G3`] is sealed with.
pub const OWN_KEY: [u8; 32] = [0xa7; 32];

/// The key that earlier builds had built in.
const BUILT_IN_KEY: [u8; 32] = *b"default-encryption-key-32-bytes!";

/// Which builds wrote the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Plain payloads with tokens.
    G0a,
    /// Plain payloads with sealed tokens.
    G0b,
    /// Plain payloads without tokens.
    G1,
    /// Payloads sealed with the built-in key.
    G2,
    /// Payloads sealed with [`OWN_KEY`].
    G3,
}

impl Generation {
    /// All of them, the oldest first.
    pub const ALL: [Self; 5] = [Self::G0a, Self::G0b, Self::G1, Self::G2, Self::G3];

    fn is_first(self) -> bool {
        matches!(self, Self::G0a | Self::G0b)
    }
}

/// What a row has for a payload.
#[derive(Clone, Debug)]
pub enum Payload {
    /// What the generation makes of these fields.
    Fields(Json),
    /// The fields sealed with this key, whatever the generation.
    SealedWith([u8; 32], Json),
    /// This text as it is.
    Text(String),
    /// None.
    Null,
}

/// A row of the queue. Its number is its place in the file, from 1 on.
#[derive(Clone, Debug)]
pub struct Queued {
    /// The kind of event.
    pub event: Option<String>,
    /// What it says.
    pub payload: Payload,
    /// Whether it was sent.
    pub status: String,
    /// How often it was tried.
    pub retries: i64,
    /// When it was made, in seconds since 1970.
    pub created_at: i64,
    /// What went wrong the last time; not in the first builds.
    pub error: Option<String>,
}

impl Queued {
    /// A row that was never tried.
    #[must_use]
    pub fn new(event: &str, status: &str, created_at: i64, fields: Json) -> Self {
        Self {
            event: Some(event.to_owned()),
            payload: Payload::Fields(fields),
            status: status.to_owned(),
            retries: 0,
            created_at,
            error: None,
        }
    }
}

/// The row of a day.
#[derive(Clone, Debug)]
pub struct Day {
    /// The day, as `YYYY-MM-DD`.
    pub day: String,
    /// What it came to, in seconds.
    pub seconds: i64,
    /// `running`, `paused` or `stopped`.
    pub state: String,
    /// When it was last written, in seconds since 1970.
    pub last_updated_at: i64,
    /// When the timer was started, as the build wrote it; not in the first builds.
    pub started_at: Option<i64>,
}

/// A file that is to be written.
#[derive(Clone, Debug)]
pub struct EarlierFile {
    /// Which builds wrote it.
    pub generation: Generation,
    /// Whether a later build opened a file of the first ones, and appended the columns that they lack.
    pub opened_later: bool,
    /// `PRAGMA user_version`, where it is not that of the generation.
    pub user_version: Option<i64>,
    /// Who was signed in; not in the first builds.
    pub signed_in: Option<String>,
    /// The queue.
    pub queue: Vec<Queued>,
    /// The days.
    pub days: Vec<Day>,
}

impl EarlierFile {
    /// A file without rows.
    #[must_use]
    pub fn new(generation: Generation) -> Self {
        let signed_in = (!generation.is_first()).then(|| "u1".to_owned());
        Self {
            generation,
            opened_later: false,
            user_version: None,
            signed_in,
            queue: Vec::new(),
            days: Vec::new(),
        }
    }

    /// Writes it into a folder that is there, under the name that it had, with the key file where the generation has
    /// one. Answers where the database is.
    ///
    /// # Errors
    /// Where it can't be written.
    pub async fn write(&self, folder: &Path) -> Result<PathBuf, BoxError> {
        let path = folder.join(DATABASE_NAME);
        let connection = self.fill(&path).await?;
        connection.close().await?;
        self.write_key(folder)?;
        Ok(path)
    }

    /// As [`Self::write`], but as a build that was killed left it: all rows are in the log alone.
    ///
    /// # Errors
    /// Where it can't be written.
    pub async fn write_with_hot_log(&self, folder: &Path) -> Result<PathBuf, BoxError> {
        let (path, draft) = (folder.join(DATABASE_NAME), folder.join("draft.db"));
        let connection = self.fill(&draft).await?;
        for end in ["", "-wal"] {
            fs::copy(folder.join(format!("draft.db{end}")), folder.join(format!("{DATABASE_NAME}{end}")))?;
        }
        connection.close().await?;
        fs::remove_file(draft)?;
        self.write_key(folder)?;
        Ok(path)
    }

    /// Every text that must be nowhere once the file was taken over: tokens, and sealed ones as they are sealed.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let rows = || (1..=self.queue.len()).map(|place| place as u64);
        let clear = rows().flat_map(|row| [access_token(row), refresh_token(row)]);
        match self.generation {
            Generation::G0a => clear.collect(),
            Generation::G0b => clear.chain(rows().flat_map(sealed_tokens)).collect(),
            Generation::G1 | Generation::G2 | Generation::G3 => Vec::new(),
        }
    }

    /// The two tokens of the last row, as a server gave them out, where the generation kept any.
    #[must_use]
    pub fn newest_tokens(&self) -> Option<(String, String)> {
        let last = self.queue.len() as u64;
        (self.generation.is_first() && last > 0).then(|| (access_token(last), refresh_token(last)))
    }

    fn write_key(&self, folder: &Path) -> Result<(), BoxError> {
        if self.generation == Generation::G3 {
            fs::write(folder.join(KEY_FILE_NAME), own_key_in_hex())?;
        }
        Ok(())
    }

    /// A database with everything in it, whose log is not yet folded into the file.
    async fn fill(&self, path: &Path) -> Result<DatabaseConnection, BoxError> {
        fs::write(path, "")?;
        let connection = connect_for_tests(path).await?;
        for setting in ["journal_mode = WAL", "wal_autocheckpoint = 0", "secure_delete = OFF"] {
            connection.execute_unprepared(&format!("PRAGMA {setting}")).await?;
        }
        let newest = if self.generation == Generation::G3 { 5 } else { 0 };
        let version = self.user_version.unwrap_or(newest);
        connection.execute_unprepared(&format!("PRAGMA user_version = {version}")).await?;
        connection.execute_unprepared(self.tables()).await?;
        if self.opened_later {
            connection.execute_unprepared(APPENDED).await?;
        }
        let later = self.opened_later || !self.generation.is_first();
        connection.execute_unprepared("BEGIN").await?;
        for (place, row) in self.queue.iter().enumerate() {
            self.queue_row(&connection, place as u64 + 1, row, later).await?;
        }
        for day in &self.days {
            day_row(&connection, day, later).await?;
        }
        if let (Some(user), true) = (&self.signed_in, has_meta(self.generation)) {
            let sql = "INSERT INTO app_meta (key, value) VALUES ('current_user_id', ?)";
            run(&connection, sql, vec![user.as_str().into()]).await?;
        }
        connection.execute_unprepared("COMMIT").await?;
        Ok(connection)
    }

    fn tables(&self) -> &'static str {
        match self.generation {
            Generation::G0a | Generation::G0b => FIRST_TABLES,
            Generation::G1 => TABLES,
            Generation::G2 | Generation::G3 => TABLES_WITH_META,
        }
    }

    async fn queue_row(
        &self,
        connection: &DatabaseConnection,
        number: u64,
        row: &Queued,
        later: bool,
    ) -> Result<(), BoxError> {
        let payload = match &row.payload {
            Payload::Fields(fields) => Some(self.payload(number, fields)),
            Payload::SealedWith(key, fields) => Some(sealed(*key, number, &fields.to_string())),
            Payload::Text(text) => Some(text.clone()),
            Payload::Null => None,
        };
        let mut values: Vec<Value> = vec![
            row.event.clone().into(),
            payload.into(),
            row.status.as_str().into(),
            row.retries.into(),
            row.created_at.into(),
            (row.retries > 0).then_some(row.created_at + 60).into(),
        ];
        let mut sql = "INSERT INTO sync_queue (entity_type, payload, status, retry_count, created_at, last_retry_at) \
                       VALUES (?, ?, ?, ?, ?, ?)";
        if later {
            sql = "INSERT INTO sync_queue (entity_type, payload, status, retry_count, created_at, last_retry_at, \
                   error_message, idempotency_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
            let key = row.event.as_ref().map(|event| format!("{event}-{number:016x}"));
            values.extend([row.error.clone().into(), key.into()]);
        }
        run(connection, sql, values).await
    }

    fn payload(&self, number: u64, fields: &Json) -> String {
        let with = |added: Json| {
            let mut fields = fields.clone();
            if let (Json::Object(fields), Json::Object(added)) = (&mut fields, added) {
                fields.extend(added);
            }
            fields.to_string()
        };
        match self.generation {
            Generation::G0a => {
                with(json!({"accessToken": access_token(number), "refreshToken": refresh_token(number)}))
            }
            Generation::G0b => {
                let [access, refresh] = sealed_tokens(number);
                with(json!({"accessToken": access, "refreshToken": refresh, "_encrypted": true}))
            }
            Generation::G1 => fields.to_string(),
            Generation::G2 => sealed(BUILT_IN_KEY, number, &fields.to_string()),
            Generation::G3 => sealed(OWN_KEY, number, &fields.to_string()),
        }
    }
}

/// [`OWN_KEY`] as the key file and the environment variable have it.
#[must_use]
pub fn own_key_in_hex() -> String {
    "a7".repeat(32)
}

fn access_token(row: u64) -> String {
    format!("eyJhbGciOiJIUzI1NiJ9.access-of-row-{row:06}.c2lnbmF0dXJl")
}

fn refresh_token(row: u64) -> String {
    format!("refresh-of-row-{row:06}-0123456789abcdef")
}

fn sealed_tokens(row: u64) -> [String; 2] {
    let far = 1 << 32;
    [
        sealed(BUILT_IN_KEY, row + far, &access_token(row)),
        sealed(BUILT_IN_KEY, row + 2 * far, &refresh_token(row)),
    ]
}

fn sealed(key: [u8; 32], number: u64, plain: &str) -> String {
    let mut nonce = [0; 12];
    for (byte, of) in nonce.iter_mut().zip(number.to_be_bytes()) {
        *byte = of;
    }
    seal_as_the_earlier_app(key, nonce, plain.as_bytes())
}

fn has_meta(generation: Generation) -> bool {
    matches!(generation, Generation::G2 | Generation::G3)
}

async fn day_row(connection: &DatabaseConnection, day: &Day, later: bool) -> Result<(), BoxError> {
    let mut values: Vec<Value> = vec![
        day.day.as_str().into(),
        day.seconds.into(),
        day.state.as_str().into(),
        day.last_updated_at.into(),
    ];
    let mut sql =
        "INSERT INTO time_entries (day, accumulated_seconds, state, last_updated_at) VALUES (?, ?, ?, ?)";
    if later {
        sql = "INSERT INTO time_entries (day, accumulated_seconds, state, last_updated_at, started_at) \
               VALUES (?, ?, ?, ?, ?)";
        values.push(day.started_at.into());
    }
    run(connection, sql, values).await
}

async fn run(connection: &DatabaseConnection, sql: &str, values: Vec<Value>) -> Result<(), BoxError> {
    let statement = sea_orm::Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await?;
    Ok(())
}

const FIRST_TABLES: &str = "
    CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT, payload TEXT,
        status TEXT DEFAULT 'pending', retry_count INTEGER DEFAULT 0, created_at INTEGER, last_retry_at INTEGER);
    CREATE TABLE time_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT UNIQUE, accumulated_seconds INTEGER,
        state TEXT, last_updated_at INTEGER);
    CREATE INDEX idx_sync_queue_status ON sync_queue(status);
    CREATE INDEX idx_time_entries_day ON time_entries(day);";

const APPENDED: &str = "
    ALTER TABLE sync_queue ADD COLUMN error_message TEXT;
    ALTER TABLE sync_queue ADD COLUMN priority INTEGER DEFAULT 2;
    ALTER TABLE time_entries ADD COLUMN started_at INTEGER;
    ALTER TABLE sync_queue ADD COLUMN idempotency_key TEXT;";

const TABLES: &str = "
    CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT, payload TEXT,
        status TEXT DEFAULT 'pending', retry_count INTEGER DEFAULT 0, created_at INTEGER, last_retry_at INTEGER,
        error_message TEXT, priority INTEGER DEFAULT 2, idempotency_key TEXT);
    CREATE TABLE time_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT UNIQUE, accumulated_seconds INTEGER,
        state TEXT, last_updated_at INTEGER, started_at INTEGER);
    CREATE INDEX idx_sync_queue_status ON sync_queue(status);
    CREATE INDEX idx_time_entries_day ON time_entries(day);";

const TABLES_WITH_META: &str = "
    CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT, payload TEXT,
        status TEXT DEFAULT 'pending', retry_count INTEGER DEFAULT 0, created_at INTEGER, last_retry_at INTEGER,
        error_message TEXT, priority INTEGER DEFAULT 2, idempotency_key TEXT);
    CREATE TABLE time_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT UNIQUE, accumulated_seconds INTEGER,
        state TEXT, last_updated_at INTEGER, started_at INTEGER);
    CREATE TABLE app_meta (key TEXT PRIMARY KEY, value TEXT);
    CREATE INDEX idx_sync_queue_status ON sync_queue(status);
    CREATE INDEX idx_time_entries_day ON time_entries(day);";
