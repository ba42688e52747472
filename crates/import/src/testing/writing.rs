//! How a build of each generation of the earlier app wrote what a file holds.

use std::fs;
use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseConnection, Value};
use serde_json::{Value as Json, json};

use super::BoxError;
use super::file::{Day, EarlierFile, Generation, Payload, Queued};
use super::sealing::{BUILT_IN_KEY, OWN_KEY, access_token, refresh_token, sealed, sealed_tokens};
use super::tables::{APPENDED, FIRST_TABLES, TABLES, TABLES_WITH_META};
use crate::legacy::connect_for_tests;

impl EarlierFile {
    /// A database with everything in it, whose log is not yet folded into the file.
    pub(super) async fn fill(&self, path: &Path) -> Result<DatabaseConnection, BoxError> {
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
            (row.retries > 0).then_some(row.created_at.saturating_add(60)).into(),
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
