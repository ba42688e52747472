//! The accounts of this machine, and which of them is recording.

use homing_domain::account::{Account, Active, CredentialPlace, Known, ServerUrl};
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::ports::QueueError;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use super::entity::account;
use super::entity::installation::{self, THIS};
use super::error::DatabaseError;

/// The id of a new account already stands for another user, or for the local account.
#[derive(Debug, thiserror::Error)]
#[error("the id of the account is taken")]
struct AccountIdTakenError;

/// Tokens are in a place that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("this store knows no such place for tokens")]
struct UnknownPlaceError;

async fn installation(
    connection: &impl ConnectionTrait,
) -> Result<Option<installation::Model>, DatabaseError> {
    Ok(installation::Entity::find_by_id(THIS).one(connection).await?)
}

pub(crate) async fn known_device(
    connection: &impl ConnectionTrait,
) -> Result<Option<DeviceId>, DatabaseError> {
    Ok(installation(connection).await?.and_then(|row| row.device).map(DeviceId::new))
}

pub(crate) async fn device(
    transaction: &impl ConnectionTrait,
    candidate: DeviceId,
) -> Result<DeviceId, DatabaseError> {
    let first = installation::Entity::update_many()
        .col_expr(installation::Column::Device, Expr::value(candidate.uuid()))
        .filter(installation::Column::Id.eq(THIS))
        .filter(installation::Column::Device.is_null());
    first.exec(transaction).await?;
    Ok(known_device(transaction).await?.unwrap_or(candidate))
}

pub(crate) async fn active(connection: &impl ConnectionTrait) -> Result<Active, DatabaseError> {
    let Some(row) = installation(connection).await? else {
        return Ok(Active::Local);
    };
    let Some(id) = row.active_account else {
        return Ok(Active::Local);
    };
    // Between the two reads nothing can go: no account is ever deleted.
    match account::Entity::find_by_id(id).one(connection).await? {
        Some(row) => {
            let Known { account, signed_in } = row.try_into()?;
            Ok(Active::Account { account, signed_in })
        }
        None => Ok(Active::Local),
    }
}

pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    server: &ServerUrl,
    user: &str,
) -> Result<Option<Account>, DatabaseError> {
    let found = account::Entity::find()
        .filter(account::Column::Server.eq(server.as_str()))
        .filter(account::Column::UserId.eq(user))
        .one(connection)
        .await?;
    found.map(|row| Ok(Known::try_from(row)?.account)).transpose()
}

pub(crate) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Known>, DatabaseError> {
    let rows = account::Entity::find()
        .order_by_asc(account::Column::Server)
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Known::try_from).collect()
}

/// Makes the account the active one; says under which id it is known. What the local one holds is not moved yet.
pub(crate) async fn sign_in(
    transaction: &impl ConnectionTrait,
    account: Account,
) -> Result<AccountId, DatabaseError> {
    let known = find(transaction, &account.server, &account.user).await?.map(|known| known.id);
    if known.is_none() && is_taken(transaction, account.id).await? {
        return Err(QueueError::Backend(AccountIdTakenError.into()).into());
    }
    let id = known.unwrap_or(account.id);
    let row = account::ActiveModel {
        id: Set(id.uuid()),
        server: Set(account.server.as_str().to_owned()),
        user_id: Set(account.user),
        name: Set(account.name),
        credentials: Set(word(account.credentials)?.to_owned()),
        signed_in: Set(true),
    };
    let renew = OnConflict::column(account::Column::Id)
        .update_columns([account::Column::Name, account::Column::Credentials, account::Column::SignedIn])
        .to_owned();
    account::Entity::insert(row).on_conflict(renew).exec_without_returning(transaction).await?;
    make_active(transaction, id).await?;
    Ok(id)
}

async fn is_taken(transaction: &impl ConnectionTrait, id: AccountId) -> Result<bool, DatabaseError> {
    Ok(id.is_local() || account::Entity::find_by_id(id.uuid()).one(transaction).await?.is_some())
}

/// What came of an [`activate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activated {
    /// Another account was active before.
    Switched,
    /// It was the active one already.
    Already,
    /// There is no such account.
    Unknown,
}

impl Activated {
    /// Whether there is such an account.
    pub(crate) fn is_known(self) -> bool {
        self != Self::Unknown
    }
}

/// Makes a known account the active one.
pub(crate) async fn activate(
    transaction: &impl ConnectionTrait,
    account: AccountId,
) -> Result<Activated, DatabaseError> {
    let id = account.uuid();
    if account::Entity::find_by_id(id).one(transaction).await?.is_none() {
        return Ok(Activated::Unknown);
    }
    if installation(transaction).await?.and_then(|row| row.active_account) == Some(id) {
        return Ok(Activated::Already);
    }
    make_active(transaction, account).await?;
    Ok(Activated::Switched)
}

/// Says whether it was signed in.
pub(crate) async fn sign_out(
    transaction: &impl ConnectionTrait,
    account: AccountId,
) -> Result<bool, DatabaseError> {
    let change = account::Entity::update_many()
        .col_expr(account::Column::SignedIn, Expr::value(false))
        .filter(account::Column::Id.eq(account.uuid()))
        .filter(account::Column::SignedIn.eq(true));
    Ok(change.exec(transaction).await?.rows_affected > 0)
}

async fn make_active(transaction: &impl ConnectionTrait, account: AccountId) -> Result<(), DatabaseError> {
    let change = installation::Entity::update_many()
        .col_expr(installation::Column::ActiveAccount, Expr::value(account.uuid()));
    change.filter(installation::Column::Id.eq(THIS)).exec(transaction).await?;
    Ok(())
}

impl TryFrom<account::Model> for Known {
    type Error = DatabaseError;

    fn try_from(row: account::Model) -> Result<Self, DatabaseError> {
        let account = Account {
            id: AccountId::new(row.id),
            server: row.server.parse().map_err(DatabaseError::unreadable)?,
            user: row.user_id,
            name: row.name,
            credentials: place(&row.credentials)?,
        };
        Ok(Self { account, signed_in: row.signed_in })
    }
}

/// How a place is written.
fn word(place: CredentialPlace) -> Result<&'static str, DatabaseError> {
    match place {
        CredentialPlace::Keychain => Ok("keychain"),
        CredentialPlace::EncryptedFile => Ok("encrypted-file"),
        CredentialPlace::UntilQuit => Ok("until-quit"),
        _ => Err(QueueError::Backend(UnknownPlaceError.into()).into()),
    }
}

/// A word that this version does not write is a newer one's: its account is left alone, and no place is guessed.
fn place(word: &str) -> Result<CredentialPlace, DatabaseError> {
    match word {
        "keychain" => Ok(CredentialPlace::Keychain),
        "encrypted-file" => Ok(CredentialPlace::EncryptedFile),
        "until-quit" => Ok(CredentialPlace::UntilQuit),
        _ => Err(QueueError::NewerContent(UnknownPlaceError.into()).into()),
    }
}
