//! The network as people have it: proxies by environment and by `homing.toml`, and an authority of one's own.

use anyhow::Result;
use homing_tests::{Client, Conduct, ForwardProxy, Keep, NAME, PASSWORD, PROXY_USER, Server, own_authority};

/// RFC 6761 keeps it from ever being a domain: only a proxy leads there.
const HOST: &str = "homing.test";

async fn server() -> Result<(Server, std::net::SocketAddr)> {
    let mut server = Server::new()?;
    server.add_user(NAME, PASSWORD).await?;
    let address = server.start().await?;
    Ok((server, address))
}

#[tokio::test]
async fn whatever_way_a_proxy_is_named_everything_goes_through_it() -> Result<()> {
    let (_server, address) = server().await?;
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "homing.toml"] {
        let conduct = Conduct { wants_sign_in: true, ..Conduct::default() };
        let proxy = ForwardProxy::start(address, conduct).await?;
        let mut client = Client::new(Keep::File)?;
        if variable == "homing.toml" {
            client.configure(&format!("proxy = '{}'\n", proxy.url(PROXY_USER)))?;
        } else {
            client = client.with_env(variable, &proxy.url(PROXY_USER));
        }
        client.login_with(&format!("http://{HOST}"), NAME, PASSWORD, &["--yes"]).await?.with_code(0)?;
        client.done(&["start", variable]).await?;
        assert_eq!(client.sync().await?.sent, 1, "{variable}");
        assert!(
            proxy.asked().iter().any(|line| line.starts_with("POST http://homing.test/v1/")),
            "{variable}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_proxy_is_gone_round_where_it_is_switched_off_or_the_server_is_on_this_machine() -> Result<()> {
    let (_server, address) = server().await?;
    let proxy = ForwardProxy::start(address, Conduct::default()).await?;
    let unknown = "its name does not resolve";

    let client = Client::new(Keep::File)?.with_env("HTTP_PROXY", &proxy.url(""));
    let direct = client.login(&format!("http://{address}"), NAME, PASSWORD).await?;
    direct.with_code(0)?;

    let client = Client::new(Keep::File)?.with_env("HTTP_PROXY", &proxy.url("")).with_env("no_proxy", "test");
    let refused =
        client.login_with(&format!("http://{HOST}"), NAME, PASSWORD, &["--yes"]).await?.with_code(69)?;
    assert!(refused.stderr.contains(unknown), "{}", refused.stderr);

    let client = Client::new(Keep::File)?.with_env("HTTP_PROXY", &proxy.url(""));
    client.configure("proxy = 'none'\n")?;
    let refused =
        client.login_with(&format!("http://{HOST}"), NAME, PASSWORD, &["--yes"]).await?.with_code(69)?;
    assert!(refused.stderr.contains(unknown), "{}", refused.stderr);

    assert_eq!(proxy.asked(), Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn a_proxys_fault_is_said_as_such_and_its_password_nowhere() -> Result<()> {
    let (_server, address) = server().await?;
    let strict = Conduct { wants_sign_in: true, ..Conduct::default() };
    let proxy = ForwardProxy::start(address, strict).await?;
    let dead = ForwardProxy::start(address, Conduct::default()).await?.url("anna:wrong-lantern");
    for (url, scheme, sentence) in [
        (proxy.url("anna:wrong-lantern"), "http", "wants a sign-in of its own"),
        (proxy.url("anna:wrong-lantern"), "https", "wants a sign-in of its own"),
        (dead.clone(), "http", "The proxy does not answer, so the server was not asked."),
        (dead, "https", "The proxy does not answer, so the server was not asked."),
    ] {
        let client = Client::new(Keep::File)?.with_env("HTTP_PROXY", &url).with_env("https_proxy", &url);
        let client = client.with_env("HOMING_LOG", "trace");
        let url = format!("{scheme}://{HOST}");
        let refused = client.login_with(&url, NAME, PASSWORD, &["--yes"]).await?.with_code(69)?;
        assert!(refused.stderr.contains(sentence), "{}", refused.stderr);
        assert!(!refused.stderr.contains("wrong-lantern"), "{}", refused.stderr);
        // Recording does not care.
        client.done(&["start", "survey"]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_server_under_an_authority_of_ones_own_is_trusted_with_its_file_alone() -> Result<()> {
    let (_server, address) = server().await?;
    let (authority, tls) = own_authority(HOST)?;
    let conduct = Conduct { tls: Some(tls), ..Conduct::default() };
    let proxy = ForwardProxy::start(address, conduct).await?;
    let url = format!("https://{HOST}");

    let client = Client::new(Keep::File)?.with_env("HTTPS_PROXY", &proxy.url(""));
    let refused = client.login(&url, NAME, PASSWORD).await?.with_code(69)?;
    assert!(refused.stderr.contains("The server's certificate is not trusted"), "{}", refused.stderr);

    let by_variable = Client::new(Keep::File)?.with_env("HTTPS_PROXY", &proxy.url(""));
    let file = by_variable.file("ca.pem", &authority)?;
    let by_variable = by_variable.with_env("HOMING_CA_FILE", &file);
    by_variable.login(&url, NAME, PASSWORD).await?.with_code(0)?;

    client.configure("ca_file = 'ca.pem'\n")?;
    std::fs::write(client.config_folder().join("ca.pem"), authority)?;
    client.login(&url, NAME, PASSWORD).await?.with_code(0)?;
    client.done(&["start", "survey"]).await?;
    assert_eq!(client.sync().await?.sent, 1);

    std::fs::write(client.config_folder().join("ca.pem"), "no certificate")?;
    let refused = client.run(&["sync"]).await?.with_code(78)?;
    assert!(refused.stderr.contains("holds no certificate"), "{}", refused.stderr);
    std::fs::remove_file(client.config_folder().join("ca.pem"))?;
    let refused = client.run(&["sync", "--json"]).await?.with_code(78)?;
    assert_eq!(refused.json()?["error"]["code"], "configuration");
    client.done(&["stop"]).await.map(drop)
}
