//! The accounts of this machine, and which of them is recording.

use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::ports::{Adopted, QueueError};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Value,
    sea_query::{Expr, OnConflict},
};

use super::adopt;
use super::entity::account::{self, Credentials};
use super::entity::installation::{self, THIS};
use super::error::SqliteError;
use super::transaction::Transaction;

/// The id of a new account already stands for another user, or for the local account.
#[derive(Debug, thiserror::Error)]
#[error("the id of the account is taken")]
struct AccountIdTakenError;

/// Tokens are in a place that this version does not know.
#[derive(Debug, thiserror::Error)]
#[error("this store knows no such place for tokens")]
struct UnknownPlaceError;

async fn installation(connection: &impl ConnectionTrait) -> Result<Option<installation::Model>, SqliteError> {
    Ok(installation::Entity::find_by_id(THIS).one(connection).await?)
}

pub(super) async fn known_device(connection: &impl ConnectionTrait) -> Result<Option<DeviceId>, SqliteError> {
    Ok(installation(connection).await?.and_then(|row| row.device).map(DeviceId::new))
}

pub(super) async fn device(
    transaction: &Transaction<'_>,
    candidate: DeviceId,
) -> Result<DeviceId, SqliteError> {
    transaction.begin().await?;
    if let Some(device) = known_device(transaction).await? {
        return Ok(device);
    }
    change_installation(transaction, installation::Column::Device, candidate.uuid().into()).await?;
    Ok(candidate)
}

pub(super) async fn active(connection: &impl ConnectionTrait) -> Result<Active, SqliteError> {
    let Some(row) = installation(connection).await? else {
        return Ok(Active::Local);
    };
    let Some(id) = row.active_account else {
        return Ok(Active::Local);
    };
    // Between the two reads nothing can go: no account is ever deleted.
    match account::Entity::find_by_id(id).one(connection).await? {
        Some(account) => Ok(Active::Account { account: account.try_into()?, signed_in: row.signed_in }),
        None => Ok(Active::Local),
    }
}

pub(super) async fn find(
    connection: &impl ConnectionTrait,
    server: &ServerUrl,
    user: &str,
) -> Result<Option<Account>, SqliteError> {
    let found = account::Entity::find()
        .filter(account::Column::Server.eq(server.as_str()))
        .filter(account::Column::UserId.eq(user))
        .one(connection)
        .await?;
    found.map(Account::try_from).transpose()
}

pub(super) async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Account>, SqliteError> {
    let rows = account::Entity::find()
        .order_by_asc(account::Column::Server)
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .all(connection)
        .await?;
    rows.into_iter().map(Account::try_from).collect()
}

pub(super) async fn sign_in(transaction: &Transaction<'_>, account: Account) -> Result<Adopted, SqliteError> {
    transaction.begin().await?;
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
        credentials: Set(account.credentials.try_into()?),
    };
    let renew = OnConflict::column(account::Column::Id)
        .update_columns([account::Column::Name, account::Column::Credentials])
        .to_owned();
    account::Entity::insert(row).on_conflict(renew).exec_without_returning(transaction).await?;
    change_installation(transaction, installation::Column::ActiveAccount, id.uuid().into()).await?;
    change_installation(transaction, installation::Column::SignedIn, true.into()).await?;
    adopt::adopt(transaction, id).await
}

async fn is_taken(transaction: &Transaction<'_>, id: AccountId) -> Result<bool, SqliteError> {
    Ok(id.is_local() || account::Entity::find_by_id(id.uuid()).one(transaction).await?.is_some())
}

pub(super) async fn sign_out(transaction: &Transaction<'_>) -> Result<(), SqliteError> {
    transaction.begin().await?;
    let ends = installation::Column::SignedIn.eq(true);
    let change = installation::Entity::update_many()
        .col_expr(installation::Column::SignedIn, Expr::value(false))
        .filter(installation::Column::Id.eq(THIS))
        .filter(ends);
    change.exec(transaction).await?;
    Ok(())
}

async fn change_installation(
    transaction: &Transaction<'_>,
    column: installation::Column,
    value: Value,
) -> Result<(), SqliteError> {
    let change = installation::Entity::update_many().col_expr(column, Expr::value(value));
    change.filter(installation::Column::Id.eq(THIS)).exec(transaction).await?;
    Ok(())
}

impl TryFrom<account::Model> for Account {
    type Error = SqliteError;

    fn try_from(row: account::Model) -> Result<Self, SqliteError> {
        Ok(Self {
            id: AccountId::new(row.id),
            server: row.server.parse().map_err(SqliteError::unreadable)?,
            user: row.user_id,
            name: row.name,
            credentials: match row.credentials {
                Credentials::Keychain => CredentialPlace::Keychain,
                Credentials::EncryptedFile => CredentialPlace::EncryptedFile,
            },
        })
    }
}

impl TryFrom<CredentialPlace> for Credentials {
    type Error = SqliteError;

    fn try_from(place: CredentialPlace) -> Result<Self, SqliteError> {
        match place {
            CredentialPlace::Keychain => Ok(Self::Keychain),
            CredentialPlace::EncryptedFile => Ok(Self::EncryptedFile),
            _ => Err(QueueError::Backend(UnknownPlaceError.into()).into()),
        }
    }
}
