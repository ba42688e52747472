//! Client and server as built speak what `docs/openapi.yaml` says, in both directions.

use std::collections::BTreeSet;

use anyhow::Result;
use homing_tests::{Client, Contract, Keep, NAME, PASSWORD, Scene, Server};

use crate::work;

#[tokio::test]
async fn every_exchange_of_the_real_client_is_as_the_contract_has_it() -> Result<()> {
    let server = Server::new()?.with_access_token_seconds(45);
    let mut scene = Scene::of(Client::new(Keep::File)?, server).await?;
    scene.server_up().await?;
    work::record(&scene.client).await?;
    scene.client.login(&scene.proxy.url(), NAME, "not the password").await?.with_code(77)?;
    scene.client.login(&scene.proxy.url(), NAME, PASSWORD).await?.with_code(0)?;
    scene.client.sync().await?;
    work::many(&scene.client, 30).await?;
    scene.client.sync().await?;
    scene.client.remote().await?;
    scene.client.done(&["logout"]).await?;

    let contract = Contract::read()?;
    let exchanges = scene.proxy.exchanges();
    let met: BTreeSet<_> =
        exchanges.iter().map(|exchange| contract.check(exchange)).collect::<Result<_>>()?;
    let expected = [
        "GET /v1/capabilities 200",
        "GET /v1/projects 200",
        "GET /v1/time-entries 200",
        "POST /v1/auth/login 200",
        "POST /v1/auth/login 401",
        "POST /v1/auth/logout 204",
        "POST /v1/auth/refresh 200",
        "POST /v1/sync 200",
    ];
    assert_eq!(met, BTreeSet::from(expected.map(str::to_owned)));
    Ok(())
}
