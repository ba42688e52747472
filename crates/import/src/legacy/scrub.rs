//! Taking every byte of a token out of a file: out of the rows first, then out of free pages and logs. It may be
//! stopped anywhere and begun again. Which texts are tokens is told by the caller.

use homing_migrations::legacy::without_tokens;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    Value,
};

use super::database::{self, Table};
use super::keys::Keys;
use super::payload;
use super::rows::{QueueRow, Rows};
use super::tokens::Tokens;

/// In longer payloads, in bytes, no token is looked for by its text: they hold pictures.
const LOOKED_THROUGH_MOST: usize = 64 * 1024;

/// Takes the tokens out of the rows of the queue, sealed ones too: what was sealed is sealed again with its own key.
pub(super) async fn rows(connection: &DatabaseConnection, keys: &Keys, tokens: &Tokens) -> Result<(), DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let transaction = connection.begin_with_options(immediate).await?;
    let queue = Rows::of_the_queue(&transaction).await?;
    for number in &queue.numbers {
        let Some(row) = queue.queued(*number).await? else { continue };
        let changed = [
            ("payload", clean_payload(&row, keys, tokens)),
            ("error_message", row.error.as_deref().and_then(|text| tokens.taken_out_of(text))),
            ("idempotency_key", row.key.as_deref().and_then(|text| tokens.taken_out_of(text))),
        ];
        for (column, clean) in changed {
            let Some(clean) = clean else { continue };
            let sql = format!("UPDATE {} SET {column} = ? WHERE rowid = ?", Table::Queue.name());
            let values: [Value; 2] = [clean.into(), (*number).into()];
            database::run(&transaction, &sql, values).await?;
        }
    }
    transaction.commit().await
}

/// The payload without a token, where it has one.
fn clean_payload(row: &QueueRow, keys: &Keys, tokens: &Tokens) -> Option<String> {
    let raw = row.payload.as_ref()?;
    if let Ok(plain) = payload::plain(raw, keys) {
        if let Some(clean) = without_tokens(&plain.text) {
            let clean = tokens.taken_out_of(&clean).unwrap_or_else(|| clean.as_str().to_owned());
            return match plain.key {
                Some(key) => key.seal(clean.as_bytes()),
                None => Some(clean),
            };
        }
        if plain.key.is_some() {
            return None;
        }
    }
    let text = String::from_utf8_lossy(raw);
    let clean = without_tokens(&text);
    let text = clean.as_ref().map_or(&*text, |clean| clean.as_str());
    let looked_through = raw.len() <= LOOKED_THROUGH_MOST;
    let without = looked_through.then(|| tokens.taken_out_of(text)).flatten();
    without.or_else(|| clean.map(|clean| clean.as_str().to_owned()))
}

/// Takes what was deleted out of the file, whose connection overwrites what it deletes: the log into the file, the
/// file made anew, and the log of that again. Answers whether nobody else had the file in use.
pub(super) async fn file(connection: &DatabaseConnection) -> Result<bool, DbErr> {
    if !fold_log(connection).await? {
        return Ok(false);
    }
    // Nothing secret is left, and the file may be larger than the memory.
    database::rows(connection, "PRAGMA temp_store = FILE", []).await?;
    connection.execute_unprepared("VACUUM").await?;
    fold_log(connection).await
}

/// Brings the log into the file and empties it, unless somebody else reads or writes.
async fn fold_log(connection: &DatabaseConnection) -> Result<bool, DbErr> {
    let answer = database::rows(connection, "PRAGMA wal_checkpoint(TRUNCATE)", []).await?;
    let busy: Option<i32> = answer.first().map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(busy == Some(0))
}

/// Ends the use of a log at all, so that none lies beside the copy.
pub(super) async fn without_log(connection: &DatabaseConnection) -> Result<(), DbErr> {
    database::rows(connection, "PRAGMA journal_mode = DELETE", []).await.map(drop)
}
