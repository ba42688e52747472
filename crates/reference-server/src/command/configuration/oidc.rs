//! The OpenID provider, out of its settings: all of them, or none.

use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use super::values::{Name, Scopes};
use super::{ConfigurationError, Reader};
use crate::{Issuer, Oidc};

/// Those of which one says that there is a provider. The scopes have a default, and say nothing.
const TELLING: [&str; 4] = ["oidc_issuer", "oidc_client_id", "oidc_audience", "oidc_ca"];

pub(super) fn read(from: &Reader<'_>) -> Result<Option<Oidc>, ConfigurationError> {
    if TELLING.iter().all(|name| from.0.get(name).is_none()) {
        return Ok(None);
    }
    let Some(issuer) = from.optional::<Issuer>("oidc_issuer")? else {
        return Err(ConfigurationError::PartOfOidc { name: "oidc_issuer" });
    };
    let Some(Name(client_id)) = from.optional("oidc_client_id")? else {
        return Err(ConfigurationError::PartOfOidc { name: "oidc_client_id" });
    };
    let Some(Name(audience)) = from.optional("oidc_audience")? else {
        return Err(ConfigurationError::PartOfOidc { name: "oidc_audience" });
    };
    if audience == client_id {
        return Err(ConfigurationError::SameAudience { audience });
    }
    let Scopes(scopes) = from.read("oidc_scopes")?;
    let authorities = from.0.get("oidc_ca").map(|said| certificates(Path::new(&said.text)));
    let authorities = authorities.transpose()?.unwrap_or_default();
    Ok(Some(Oidc { issuer, client_id, audience, scopes, authorities, patience: Oidc::PATIENCE }))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, ConfigurationError> {
    let unusable = |reason| ConfigurationError::OidcCa { path: path.to_owned(), reason };
    let text = std::fs::read(path).map_err(|error| unusable(error.into()))?;
    let all = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    let all = all.map_err(|error| unusable(error.into()))?;
    if all.is_empty() { Err(unusable("there is no certificate in it".into())) } else { Ok(all) }
}
