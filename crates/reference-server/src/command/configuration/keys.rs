//! Every setting there is: its name in the file, and from it its flag and its variable. The table in
//! `docs/server.md` is held against this one by a test.

/// A setting.
#[derive(Debug)]
pub(in crate::command) struct Key {
    /// Its name in the file; a dot stands for a table.
    pub(in crate::command) name: &'static str,
    /// Its flag, without the dashes.
    pub(in crate::command) flag: &'static str,
    /// Its environment variable.
    pub(in crate::command) variable: &'static str,
    /// What stands for its value in help. None: it is true or false, and the flag alone says true.
    pub(in crate::command) value_name: Option<&'static str>,
    /// What it is where nothing else is said.
    pub(in crate::command) default: Option<&'static str>,
    /// What it does, in whole sentences.
    pub(in crate::command) meaning: &'static str,
}

macro_rules! keys {
    ($($name:literal $flag:literal $variable:literal $value_name:expr, $default:expr, $meaning:literal;)*) => {
        &[$(Key {
            name: $name,
            flag: $flag,
            variable: concat!("HOMING_SERVER_", $variable),
            value_name: $value_name,
            default: $default,
            meaning: $meaning,
        }),*]
    };
}

/// All of them, in the order in which they are shown.
pub(in crate::command) const KEYS: &[Key] = keys! {
    "listen" "listen" "LISTEN" Some("ADDRESS:PORT"), Some("127.0.0.1:8787"),
        "The address to answer on; port 0 takes a free one. Beyond this machine it takes TLS, a proxy, or insecure_http.";
    "metrics_listen" "metrics-listen" "METRICS_LISTEN" Some("ADDRESS:PORT"), None,
        "The address to show metrics on, at /metrics and not on the API's: no sign-in guards them. Not shown where nothing is said.";
    "database" "database" "DATABASE" Some("PATH|URL"), None,
        "The data file, as a path or as sqlite:PATH, or a PostgreSQL database, as postgres://USER:PASSWORD@HOST/DATABASE. Without it: homing-server/server.sqlite in the user's data folder.";
    "database_connections" "database-connections" "DATABASE_CONNECTIONS" Some("NUMBER"), Some("10"),
        "How many connections this server takes of a PostgreSQL database at most: 1 to 1000.";
    "tls.certificate" "tls-certificate" "TLS_CERTIFICATE" Some("PATH"), None,
        "The certificate and those it hangs on, in PEM, the server's own first. It is read again on SIGHUP.";
    "tls.key" "tls-key" "TLS_KEY" Some("PATH"), None,
        "The certificate's private key, in PEM, readable by the server's user alone (or its group).";
    "behind_proxy" "behind-proxy" "BEHIND_PROXY" None, Some("false"),
        "Whether all requests come through a proxy of yours that does TLS: the last address in X-Forwarded-For is then the client's.";
    "trusted_proxies" "trusted-proxies" "TRUSTED_PROXIES" Some("NETWORK,…"), None,
        "The addresses or networks of your proxies, with commas: X-Forwarded-For of anybody else is not believed. It takes behind_proxy; without it every peer is held for the proxy.";
    "insecure_http" "insecure-http" "INSECURE_HTTP" None, Some("false"),
        "Whether to answer other machines without TLS, so that passwords and tokens can be read on the way.";
    "access_token_seconds" "access-token-seconds" "ACCESS_TOKEN_SECONDS" Some("SECONDS"), Some("900"),
        "For how long an access token is good: 1 to 86400.";
    "refresh_token_days" "refresh-token-days" "REFRESH_TOKEN_DAYS" Some("DAYS"), Some("30"),
        "For how long an unused refresh token is good: 1 to 365.";
    "refresh_grace_seconds" "refresh-grace-seconds" "REFRESH_GRACE_SECONDS" Some("SECONDS"), Some("60"),
        "For how long after its first use a refresh token is honoured again, so that a client can ask for a lost answer: 60 to 3600.";
    "password_sign_in" "password-sign-in" "PASSWORD_SIGN_IN" None, Some("true"),
        "Whether names and passwords sign in; false takes an OpenID provider. Sign-ins that were made go on.";
    "oidc_issuer" "oidc-issuer" "OIDC_ISSUER" Some("URL"), None,
        "The OpenID provider whose access tokens are taken, by its issuer URL, to the letter. It takes oidc_client_id and oidc_audience.";
    "oidc_client_id" "oidc-client-id" "OIDC_CLIENT_ID" Some("ID"), None,
        "The id of the public client that Homing's clients are at the provider.";
    "oidc_audience" "oidc-audience" "OIDC_AUDIENCE" Some("AUDIENCE"), None,
        "What the aud of an access token must hold: this server, as the provider knows it. It is not the client's id.";
    "oidc_scopes" "oidc-scopes" "OIDC_SCOPES" Some("SCOPES"), Some("openid offline_access profile"),
        "What clients ask the provider for, with blanks between.";
    "oidc_ca" "oidc-ca" "OIDC_CA" Some("PATH"), None,
        "Certificates in PEM that may vouch for the provider, besides those that the system trusts.";
    "strict_projects" "strict-projects" "STRICT_PROJECTS" None, Some("false"),
        "Whether an entry may name only a project that `project add` has made.";
    "limits.body_bytes" "limits-body-bytes" "LIMITS_BODY_BYTES" Some("BYTES"), Some("4194304"),
        "The greatest body of a sync: 65536 to 67108864.";
    "limits.batch_tasks" "limits-batch-tasks" "LIMITS_BATCH_TASKS" Some("NUMBER"), Some("100"),
        "The greatest number of tasks in a sync: 1 to 100.";
    "limits.syncs_per_minute" "limits-syncs-per-minute" "LIMITS_SYNCS_PER_MINUTE" Some("NUMBER"), Some("600"),
        "How many requests an account may make in a minute: 1 to 1000000.";
    "limits.logins_per_minute" "limits-logins-per-minute" "LIMITS_LOGINS_PER_MINUTE" Some("NUMBER"), Some("20"),
        "How many sign-ins a minute may bring from one address, and for one name: 1 to 1000000.";
    "limits.refreshes_per_minute" "limits-refreshes-per-minute" "LIMITS_REFRESHES_PER_MINUTE" Some("NUMBER"), Some("60"),
        "How often one address may refresh in a minute: 1 to 1000000.";
    "limits.blob_bytes" "limits-blob-bytes" "LIMITS_BLOB_BYTES" Some("BYTES"), Some("33554432"),
        "The greatest screenshot or other blob: 0 to 1073741824; 0 takes none.";
    "limits.request_seconds" "limits-request-seconds" "LIMITS_REQUEST_SECONDS" Some("SECONDS"), Some("30"),
        "How long a request may take to arrive, and a blob stand still: 1 to 600.";
    "limits.requests_at_once" "limits-requests-at-once" "LIMITS_REQUESTS_AT_ONCE" Some("NUMBER"), Some("64"),
        "How many requests are worked on at once: 1 to 10000.";
    "limits.connections" "limits-connections" "LIMITS_CONNECTIONS" Some("NUMBER"), Some("512"),
        "How many connections are held at once; further ones wait: 1 to 100000.";
    "stop_seconds" "stop-seconds" "STOP_SECONDS" Some("SECONDS"), Some("30"),
        "How long requests under way may take once the server is told to stop: 0 to 3600.";
    "log_format" "log-format" "LOG_FORMAT" Some("text|json"), Some("text"),
        "How a line of the log on standard error is written.";
    "log" "log" "LOG" Some("FILTER"), Some("info,sea_orm_migration=warn,sqlx=warn"),
        "What is logged, as in homing_server=debug.";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_and_the_variable_of_a_setting_follow_from_its_name() {
        for key in KEYS {
            assert_eq!(key.flag, key.name.replace(['.', '_'], "-"));
            let variable = key.name.replace('.', "_").to_uppercase();
            assert_eq!(key.variable, format!("HOMING_SERVER_{variable}"));
        }
    }
}
