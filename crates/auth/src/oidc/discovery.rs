//! What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414), and whether that can be relied on.

use homing_domain::account::{ServerUrl, is_in_the_clear, is_of_this_machine};
use homing_domain::ports::{Http, OidcProvider};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, DiscoveryError, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};
use url::Url;

use super::error::OidcError;
use super::http_client::{FetchError, HttpClient};

/// What the crate's own type leaves out.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Beside {
    /// RFC 8414, 2.
    code_challenge_methods_supported: Option<Vec<String>>,
    /// RFC 8414, 2.
    revocation_endpoint: Option<Url>,
    /// RFC 9207, 3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Beside {}

type Metadata = ProviderMetadata<
    Beside,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A provider whose word can be relied on.
pub(super) struct Discovered {
    pub(super) metadata: Metadata,
    pub(super) token_endpoint: Url,
    pub(super) revocation_endpoint: Option<Url>,
    /// Whether it names itself when the browser comes back.
    pub(super) names_itself: bool,
}

/// What is wrong with a provider.
#[derive(Debug, thiserror::Error)]
enum UnfitError {
    #[error("its {what} is neither https nor on this machine")]
    InTheClear { what: &'static str },
    #[error("it does not take code challenges of method S256")]
    NoS256,
    #[error("it is on this machine, and the server is not")]
    OnThisMachine,
    #[error("it names no token endpoint")]
    NoTokenEndpoint,
    #[error("it sends people to sign in elsewhere and does not say that it names itself when they come back")]
    SignsInElsewhere,
}

/// Asks the provider that `server` named. The issuer that it names must be the one that was asked, to the letter.
///
/// # Errors
/// [`OidcError::Unreachable`], [`OidcError::Unavailable`], [`OidcError::Unfit`].
pub(super) async fn discover(
    provider: &OidcProvider,
    server: &ServerUrl,
    http: &dyn Http,
) -> Result<Discovered, OidcError> {
    let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|error| OidcError::Unfit(error.into()))?;
    private(issuer.url(), "issuer")?;
    // What listens here may be anybody's, and a server elsewhere has no business with it.
    if is_of_this_machine(issuer.url()) && !is_of_this_machine(server.url()) {
        return Err(unfit(UnfitError::OnThisMachine));
    }
    let metadata = Metadata::discover_async(issuer, &HttpClient(http)).await.map_err(undiscovered)?;
    let beside = metadata.additional_metadata().clone();
    if beside.code_challenge_methods_supported.is_some_and(|methods| !methods.iter().any(|it| it == "S256")) {
        return Err(unfit(UnfitError::NoS256));
    }
    // What is opened in a browser is a web address, whatever a provider says: a desktop opens other ones too.
    let sign_in = private(metadata.authorization_endpoint().url(), "authorization endpoint")?;
    // Else it could be another provider's, whose code would come to this one's token endpoint (RFC 9700, 4.4).
    let is_own = sign_in.origin() == metadata.issuer().url().origin();
    if !is_own && !beside.authorization_response_iss_parameter_supported {
        return Err(unfit(UnfitError::SignsInElsewhere));
    }
    let token_endpoint = metadata.token_endpoint().ok_or_else(|| unfit(UnfitError::NoTokenEndpoint))?;
    let token_endpoint = private(token_endpoint.url(), "token endpoint")?.clone();
    if let Some(endpoint) = &beside.revocation_endpoint {
        private(endpoint, "revocation endpoint")?;
    }
    Ok(Discovered {
        token_endpoint,
        revocation_endpoint: beside.revocation_endpoint,
        names_itself: beside.authorization_response_iss_parameter_supported,
        metadata,
    })
}

/// The address, where what is sent there can't be read on the way.
fn private<'a>(url: &'a Url, what: &'static str) -> Result<&'a Url, OidcError> {
    let is_web = matches!(url.scheme(), "http" | "https");
    if is_web && !is_in_the_clear(url) { Ok(url) } else { Err(unfit(UnfitError::InTheClear { what })) }
}

fn unfit(error: UnfitError) -> OidcError {
    OidcError::Unfit(error.into())
}

fn undiscovered(error: DiscoveryError<FetchError>) -> OidcError {
    match error {
        DiscoveryError::Request(FetchError::Http(error)) => OidcError::Unreachable(error),
        DiscoveryError::Response(status, ..) => OidcError::Unavailable { status: status.as_u16() },
        other => OidcError::Unfit(other.into()),
    }
}
