//! What an access token of the provider's says, and whether this server takes that: RFC 9068, section 4. Pure.
//! Whether it is true is `keys`' part; until then nothing here is more than a stranger's word.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::Algorithm;
use jsonwebtoken::dangerous::insecure_decode;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// The longest token that is looked at: twice the head of a request that common servers take.
const MAX_BYTES: usize = 16 * 1024;

/// The longest subject: OpenID Connect Core 1.0, section 2.
const MAX_SUBJECT_CHARS: usize = 255;

/// How far the provider's clock may be from this one's, in seconds: RFC 7519, section 4.1.4, asks for "a few
/// minutes" at most, and machines that ask a time server need none of them.
pub(super) const LEEWAY_SECONDS: f64 = 30.0;

/// What a token may be signed with. None of them works with a secret, so a key that everybody knows signs nothing.
const ALGORITHMS: [Algorithm; 4] = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// The types of an access token: RFC 9068, section 2.1.
const TYPES: [&str; 2] = ["at+jwt", "application/at+jwt"];

/// What ID tokens alone have: OpenID Connect Core 1.0, sections 2, 3.1.3.6 and 3.3.2.11. Where a token names no
/// type, these tell.
const OF_ID_TOKENS: [&str; 4] = ["nonce", "at_hash", "c_hash", "s_hash"];

/// Whether a text has the shape of a JWT: three parts with dots between them. The server's own tokens have no dot.
pub(crate) fn is_jwt(token: &str) -> bool {
    token.bytes().filter(|byte| *byte == b'.').count() == 2
}

/// What tokens for this server say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
}

/// A token that was read, and is not known to be true.
pub(super) struct Unverified<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) key_id: Option<String>,
    pub(super) claims: Claims,
    typ: Option<String>,
    is_critical: bool,
    /// What is signed.
    pub(super) message: &'a str,
    pub(super) signature: Vec<u8>,
}

/// What a token claims.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    #[serde(rename = "iss")]
    issuer: String,
    #[serde(rename = "sub")]
    pub(super) subject: String,
    #[serde(rename = "aud", deserialize_with = "one_or_several")]
    audiences: Vec<String>,
    #[serde(rename = "exp")]
    expires_at: f64,
    #[serde(rename = "nbf")]
    not_before: Option<f64>,
    #[serde(rename = "iat")]
    pub(super) issued_at: Option<f64>,
    #[serde(flatten)]
    pub(super) names: Names,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// What a provider calls a person: OpenID Connect Core 1.0, section 5.1. A member of another shape is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Names {
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub(crate) preferred_username: Option<String>,
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub(crate) email: Option<String>,
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub(crate) name: Option<String>,
}

impl<'a> Unverified<'a> {
    /// Reads a token; nothing, where it is none that could be taken.
    pub(super) fn read(token: &'a str) -> Option<Self> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let data = insecure_decode::<Claims>(token).ok()?;
        let (message, signature) = token.rsplit_once('.')?;
        Some(Self {
            algorithm: data.header.alg,
            key_id: data.header.kid,
            claims: data.claims,
            typ: data.header.typ,
            is_critical: data.header.crit.is_some(),
            message,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Whether this server takes the token at the instant `now`, if it is what it says.
    ///
    /// What its header marks as critical is not known here, whatever it is: RFC 7515, section 4.1.11.
    pub(super) fn is_acceptable(&self, expected: &Expected<'_>, now: Timestamp) -> bool {
        let claims = &self.claims;
        let now = now.as_duration().as_secs_f64();
        let is_access_token = match &self.typ {
            Some(typ) => TYPES.iter().any(|known| known.eq_ignore_ascii_case(typ)),
            None => !OF_ID_TOKENS.iter().any(|claim| claims.others.contains_key(*claim)),
        };
        ALGORITHMS.contains(&self.algorithm)
            && !self.is_critical
            && is_access_token
            && claims.issuer == expected.issuer
            && claims.audiences.iter().any(|audience| audience == expected.audience)
            && now < claims.expires_at + LEEWAY_SECONDS
            && claims.not_before.is_none_or(|from| from - LEEWAY_SECONDS <= now)
            && !claims.subject.is_empty()
            && claims.subject.chars().count() <= MAX_SUBJECT_CHARS
            && !claims.subject.chars().any(char::is_control)
    }
}

fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Audience {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Audience::deserialize(deserializer)? {
        Audience::One(one) => vec![one],
        Audience::Several(several) => several,
    })
}

fn text_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        _ => None,
    })
}
