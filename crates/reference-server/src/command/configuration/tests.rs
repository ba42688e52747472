//! What becomes of settings from several sources.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::ffi::OsString;
use std::path::Path;

use super::*;

/// A configuration out of a file, variables and flags, as (name, text).
fn load(
    file: &str,
    variables: &[(&str, &str)],
    flags: &[(&str, &str)],
) -> Result<Configuration, ConfigurationError> {
    let folder = tempfile::TempDir::new().unwrap();
    let config = folder.path().join("homing-server.toml");
    std::fs::write(&config, file).unwrap();
    let location = Location { config: Some(config), ..Location::default() };
    let key = |name: &str| KEYS.iter().find(|key| key.name == name).unwrap();
    let flags = flags.iter().map(|(name, text)| (key(name), (*text).to_owned()));
    let variables = variables.iter().map(|(name, text)| (OsString::from(name), OsString::from(text)));
    Configuration::load(&location, Flags(flags.collect()), variables)
}

fn said_by(configuration: &Configuration, name: &str) -> (String, Source) {
    let said = configuration.layers.get(name).unwrap();
    (said.text.clone(), said.source.clone())
}

#[test]
fn with_nothing_said_the_settings_are_the_defaults_of_the_library() {
    let configuration = load("", &[], &[]).unwrap();
    assert_eq!(configuration.settings, Settings::default());
    assert!(configuration.listen.ip().is_loopback());
    assert_eq!(configuration.tls, None);
}

#[test]
fn a_flag_beats_a_variable_and_a_variable_beats_the_file() {
    let file =
        "access_token_seconds = 1\nstop_seconds = 1\nrefresh_grace_seconds = 61\n[limits]\nbatch_tasks = 7";
    let variables = [("HOMING_SERVER_ACCESS_TOKEN_SECONDS", "2"), ("HOMING_SERVER_STOP_SECONDS", "2")];
    let configuration = load(file, &variables, &[("access_token_seconds", "3")]).unwrap();
    assert_eq!(
        said_by(&configuration, "access_token_seconds"),
        ("3".to_owned(), Source::Flag("access-token-seconds"))
    );
    assert_eq!(said_by(&configuration, "stop_seconds").1, Source::Variable("HOMING_SERVER_STOP_SECONDS"));
    assert!(matches!(said_by(&configuration, "limits.batch_tasks").1, Source::File(_)));
    assert_eq!(said_by(&configuration, "listen").1, Source::Default);
    assert_eq!(configuration.settings.access_token_life, Duration::from_secs(3));
    assert_eq!(configuration.stop_limit, Duration::from_secs(2));
    assert_eq!(configuration.settings.refresh_grace.duration(), Duration::from_secs(61));
    assert_eq!(configuration.settings.limits.max_batch_tasks, 7);
}

#[test]
fn a_setting_that_is_not_known_is_refused_by_its_name() {
    for (file, unknown) in [
        ("listne = '127.0.0.1:1'", "listne"),
        ("[limits]\nbatch = 1", "limits.batch"),
        ("[tsl]\nkey = 'k'", "tsl"),
        ("limits = 3", "limits"),
    ] {
        match load(file, &[], &[]) {
            Err(ConfigurationError::UnknownKey { name, .. }) => assert_eq!(name, unknown),
            other => panic!("{file}: {other:?}"),
        }
    }
}

#[test]
fn a_variable_that_is_no_setting_is_noted_and_others_are_none_of_our_business() {
    let variables =
        [("HOMING_SERVER_PORT", "tcp://10.0.0.1:80"), ("HOMING_SERVER_CONFIG", "x"), ("HOME", "/h")];
    let configuration = load("", &variables, &[]).unwrap();
    assert_eq!(configuration.layers.unknown_variables, ["HOMING_SERVER_PORT"]);
}

#[test]
fn each_value_that_cannot_be_used_is_refused_whoever_said_it() {
    for (name, text) in [
        ("listen", "nowhere"),
        ("behind_proxy", "yes"),
        ("access_token_seconds", "0"),
        ("access_token_seconds", "86401"),
        ("refresh_token_days", "366"),
        ("refresh_grace_seconds", "59"),
        ("limits.body_bytes", "65535"),
        ("limits.batch_tasks", "101"),
        ("limits.syncs_per_minute", "0"),
        ("limits.request_seconds", "-1"),
        ("stop_seconds", "1.5"),
        ("log_format", "xml"),
        ("trusted_proxies", "10.0.0.0/33"),
        ("trusted_proxies", "10.0.0.1;10.0.0.2"),
        ("database_connections", "0"),
    ] {
        let by_flag = load("", &[], &[(name, text)]).unwrap_err();
        assert!(by_flag.is_usage(), "{name} = {text}: {by_flag}");
        let by_file = load(&format!("{name} = {text:?}"), &[], &[]).unwrap_err();
        assert!(!by_file.is_usage(), "{name} = {text}: {by_file}");
        assert!(by_file.to_string().contains(name), "{by_file}");
    }
    let filter = load("log = 'homing_server=loud'", &[], &[]).unwrap();
    assert!(filter.log_filter().is_err());
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_only_where_it_was_named() {
    let location = Location { config: Some("/nowhere/homing-server.toml".into()), ..Location::default() };
    let missing = Configuration::load(&location, Flags::default(), []);
    assert!(matches!(missing, Err(ConfigurationError::File { .. })));
    let torn = load("listen = '127.0.0.1:1'\nstop_seconds = \n", &[], &[]);
    assert!(matches!(torn, Err(ConfigurationError::Toml { line: 2, .. })), "{torn:?}");
}

#[test]
fn proxies_are_named_as_addresses_or_networks_and_only_where_there_is_one() {
    let named = "trusted_proxies = '10.0.0.0/8, 192.0.2.1,2001:db8::/32'";
    let configuration = load(&format!("behind_proxy = true\n{named}"), &[], &[]).unwrap();
    let networks = configuration.settings.trusted_proxies;
    let networks: Vec<_> = networks.iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"]);
    assert!(matches!(load(named, &[], &[]), Err(ConfigurationError::NoProxy)));
}

#[test]
fn nothing_that_is_shown_of_a_configuration_has_the_password_of_its_database() {
    let database = "database = 'postgres://homing:canary@db.example.org/time'";
    let configuration = load(database, &[], &[("database", "postgresql://homing:canary@db/time")]).unwrap();
    assert!(configuration.database.has_password());
    assert!(!format!("{configuration:?}").contains("canary"));
    let location =
        Location { database: Some("postgres://homing:canary@db/time".into()), ..Location::default() };
    assert!(!format!("{location:?}").contains("canary"));
    for refused in ["database = 'postgres://homing:canary@'", "database = 'mysql://homing:canary@db/time'"] {
        let error = load(refused, &[], &[]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}

const PROVIDER: &str = "oidc_issuer = 'https://id.example.org'\noidc_client_id = 'homing'\n\
                        oidc_audience = 'https://time.example.org'\n";

#[test]
fn a_provider_is_named_whole_or_not_at_all() {
    let oidc = load(PROVIDER, &[], &[]).unwrap().settings.oidc.unwrap();
    assert_eq!((oidc.issuer.as_str(), oidc.client_id.as_str()), ("https://id.example.org", "homing"));
    assert_eq!(oidc.scopes, ["openid", "offline_access", "profile"]);
    for missing in ["oidc_issuer", "oidc_client_id", "oidc_audience"] {
        let rest: String = PROVIDER
            .lines()
            .filter(|line| !line.starts_with(missing))
            .fold(String::new(), |rest, line| rest + line + "\n");
        match load(&rest, &[], &[]) {
            Err(ConfigurationError::PartOfOidc { name }) => assert_eq!(name, missing),
            other => panic!("{other:?}"),
        }
    }
    let ca_alone = load("oidc_ca = '/nowhere'", &[], &[]);
    assert!(matches!(ca_alone, Err(ConfigurationError::PartOfOidc { name: "oidc_issuer" })));
    // As `homing-server config` shows the default.
    assert_eq!(load("oidc_scopes = 'openid offline_access profile'", &[], &[]).unwrap().settings.oidc, None);
}

#[test]
fn a_provider_that_cannot_be_used_is_refused_with_what_is_wrong() {
    for (name, text) in [
        ("oidc_issuer", "http://id.example.org"),
        ("oidc_issuer", "id.example.org"),
        ("oidc_client_id", ""),
        ("oidc_audience", "two words"),
        ("oidc_scopes", "profile"),
        ("oidc_scopes", "openid \"all\""),
    ] {
        let error = load(PROVIDER, &[], &[(name, text)]).unwrap_err();
        assert!(error.is_usage() && error.to_string().contains(name), "{name} = {text}: {error}");
    }
    let same = load(PROVIDER, &[], &[("oidc_audience", "homing")]);
    assert!(matches!(same, Err(ConfigurationError::SameAudience { .. })), "{same:?}");
    let ca = load(PROVIDER, &[], &[("oidc_ca", "/nowhere/ca.pem")]);
    assert!(matches!(ca, Err(ConfigurationError::OidcCa { .. })), "{ca:?}");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, "no certificate").unwrap();
    let ca = load(PROVIDER, &[], &[("oidc_ca", file.to_str().unwrap())]);
    assert!(matches!(ca, Err(ConfigurationError::OidcCa { .. })), "{ca:?}");
}

#[test]
fn a_server_that_nobody_could_sign_in_to_is_refused() {
    let off = [("password_sign_in", "false")];
    assert!(matches!(load("", &[], &off), Err(ConfigurationError::NoSignIn)));
    assert!(!load(PROVIDER, &[], &off).unwrap().settings.password_sign_in);
}

#[test]
fn half_of_a_certificate_is_refused() {
    assert!(matches!(load("tls.key = 'k'", &[], &[]), Err(ConfigurationError::HalfTls { name: "tls.key" })));
    let both = load("tls = { key = 'k', certificate = 'c' }", &[], &[]).unwrap();
    assert_eq!(both.tls.unwrap().certificate, Path::new("c"));
}

#[test]
fn other_machines_are_not_answered_in_the_clear_unless_it_is_said() {
    let exposed = |file: &str| load(file, &[], &[]).unwrap().check_exposure().is_err();
    for address in ["127.0.0.1:1", "127.8.8.8:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
        assert!(!exposed(&format!("listen = '{address}'")), "{address}");
    }
    for address in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[2001:db8::1]:1", "[::ffff:192.0.2.1]:1"] {
        assert!(exposed(&format!("listen = '{address}'")), "{address}");
        for meant in ["behind_proxy = true", "insecure_http = true", "tls = { key = 'k', certificate = 'c' }"]
        {
            assert!(!exposed(&format!("listen = '{address}'\n{meant}")), "{address} {meant}");
        }
    }
}
