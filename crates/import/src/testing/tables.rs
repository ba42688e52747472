//! The tables of the earlier app as each of its generations made them. What is in them is not said here.

pub(super) const FIRST_TABLES: &str = "
    CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT, payload TEXT,
        status TEXT DEFAULT 'pending', retry_count INTEGER DEFAULT 0, created_at INTEGER, last_retry_at INTEGER);
    CREATE TABLE time_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT UNIQUE, accumulated_seconds INTEGER,
        state TEXT, last_updated_at INTEGER);
    CREATE INDEX idx_sync_queue_status ON sync_queue(status);
    CREATE INDEX idx_time_entries_day ON time_entries(day);";

pub(super) const APPENDED: &str = "
    ALTER TABLE sync_queue ADD COLUMN error_message TEXT;
    ALTER TABLE sync_queue ADD COLUMN priority INTEGER DEFAULT 2;
    ALTER TABLE time_entries ADD COLUMN started_at INTEGER;
    ALTER TABLE sync_queue ADD COLUMN idempotency_key TEXT;";

pub(super) const TABLES: &str = "
    CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT, payload TEXT,
        status TEXT DEFAULT 'pending', retry_count INTEGER DEFAULT 0, created_at INTEGER, last_retry_at INTEGER,
        error_message TEXT, priority INTEGER DEFAULT 2, idempotency_key TEXT);
    CREATE TABLE time_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT UNIQUE, accumulated_seconds INTEGER,
        state TEXT, last_updated_at INTEGER, started_at INTEGER);
    CREATE INDEX idx_sync_queue_status ON sync_queue(status);
    CREATE INDEX idx_time_entries_day ON time_entries(day);";

pub(super) const TABLES_WITH_META: &str = "
    CREATE TABLE sync_queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity_type TEXT, payload TEXT,
        status TEXT DEFAULT 'pending', retry_count INTEGER DEFAULT 0, created_at INTEGER, last_retry_at INTEGER,
        error_message TEXT, priority INTEGER DEFAULT 2, idempotency_key TEXT);
    CREATE TABLE time_entries (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT UNIQUE, accumulated_seconds INTEGER,
        state TEXT, last_updated_at INTEGER, started_at INTEGER);
    CREATE TABLE app_meta (key TEXT PRIMARY KEY, value TEXT);
    CREATE INDEX idx_sync_queue_status ON sync_queue(status);
    CREATE INDEX idx_time_entries_day ON time_entries(day);";
