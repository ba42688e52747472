//! What holds a secret can't be written out by mistake. That none of these types has `Display`, and none but the wire's
//! own `Serialize`, is asked of the compiler: a line here stops compiling once one has.

use homing_auth::SignedIn;
use homing_domain::ports::{AccessToken, Credentials, Grant, HttpRequest, HttpResponse};
use homing_wire::{LoginRequest, RefreshRequest, Secret};
use secrecy::SecretString;

/// Fails to compile where the type has the trait: then two implementations fit, and the compiler can't choose.
macro_rules! has_no {
    ($trait:path: $($type:ty),+ $(,)?) => {$(
        const _: fn() = || {
            trait EitherWay<Marker> {
                fn chosen() {}
            }
            impl<T: ?Sized> EitherWay<()> for T {}
            struct Has;
            impl<T: ?Sized + $trait> EitherWay<Has> for T {}
            let _ = <$type as EitherWay<_>>::chosen;
        };
    )+};
}

has_no!(std::fmt::Display:
    AccessToken, Credentials, Grant, HttpRequest, HttpResponse, LoginRequest, RefreshRequest, Secret, SecretString,
    SignedIn,
);
has_no!(serde::Serialize:
    AccessToken, Credentials, Grant, HttpRequest, HttpResponse, SecretString, SignedIn,
);

const CANARY: &str = "kupfer-moewe-token";

#[test]
fn a_secret_is_in_no_debug_output() {
    let secret = || SecretString::from(CANARY);
    let shown = [
        format!("{:?}", AccessToken::new(secret())),
        format!("{:?}", Secret::new(CANARY)),
        format!("{:#?}", LoginRequest { name: "anna".to_owned(), password: Secret::new(CANARY) }),
        format!("{:?}", RefreshRequest { refresh_token: Secret::new(CANARY) }),
        format!(
            "{:?}",
            HttpResponse {
                status: 200,
                content_type: None,
                retry_after: None,
                date: None,
                body: CANARY.into(),
            }
        ),
    ];
    for text in shown {
        assert!(!text.contains(CANARY) && !text.contains(&format!("{:?}", CANARY.as_bytes())), "{text}");
    }
}
