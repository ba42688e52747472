//! What is wrong with an installation, if anything is: looks at every part and changes none. It needs neither
//! a network nor a sign-in, nor data that opens.

mod finding;
mod judge;

use std::sync::Arc;

use homing_domain::account::{Account, Active, CredentialPlace, ServerUrl};
use homing_domain::names::AccountId;
use homing_domain::ports::{
    Clock, CredentialStore, DataContent, DataProbe, LockName, ProcessLock, Profile, WayProbe,
};

pub use finding::{Check, Fault, Finding, KeychainTrouble, Lock, Standing};

use crate::api::ApiName;
use crate::config::{Config, ConfigError, Places};
use crate::network::NetworkError;
use crate::storage_url::StorageUrl;

/// What an examination works with.
pub struct DoctorParts {
    /// The folders.
    pub places: Places,
    /// What `homing.toml` says; none where there is no such file.
    pub config: Option<Result<Config, ConfigError>>,
    /// Where the data rests.
    pub storage: StorageUrl,
    /// The data.
    pub data: Arc<dyn DataProbe>,
    /// The system's keychain.
    pub keychain: Arc<dyn CredentialStore>,
    /// Whether an account's sign-in lies in the encrypted file.
    pub has_credential_file: Box<dyn Fn(AccountId) -> bool + Send + Sync>,
    /// The locks of the data folder.
    pub locks: Arc<dyn ProcessLock>,
    /// The way to a server, with how many certificates of one's own are trusted; none where what is set for
    /// it can't be used.
    pub way: Result<(Arc<dyn WayProbe>, Option<usize>), NetworkError>,
    /// The API that the servers should speak.
    pub api: ApiName,
    /// How each API that is known is recognised.
    pub apis: Vec<(ApiName, Arc<dyn Profile>)>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Examines an installation.
pub struct Doctor(DoctorParts);

impl Doctor {
    /// An examiner over its parts.
    #[must_use]
    pub fn new(parts: DoctorParts) -> Self {
        Self(parts)
    }

    /// Examines everything, in the order in which a person would look. Takes as long as the slowest part that
    /// does not answer, half a minute at most.
    pub async fn examine(&self) -> Vec<Finding> {
        let parts = &self.0;
        let mut found = vec![versions(), self.configuration()];

        let look = parts.data.look().await;
        found.extend(judge::data(&look, &parts.places, &parts.storage));
        let content = look.content.and_then(Result::ok);
        let active = content.as_ref().and_then(|content| content.active.as_ref());
        let ended = content.as_ref().is_some_and(|content| content.sign_in_needed);
        found.extend(active.map(|active| judge::account(active, ended)));
        let (credentials, way) = tokio::join!(self.credentials(active), self.way(active));
        found.push(credentials);
        if let Some(DataContent { active: Some(_), unsent, attention, .. }) = content {
            found.extend(judge::queue(unsent, attention));
        }
        found.extend(self.locks(active));
        found.extend(way);
        found
    }

    fn configuration(&self) -> Finding {
        let path = self.0.places.config_file();
        match &self.0.config {
            None => Finding::ConfigurationAbsent { path },
            Some(Ok(_)) => Finding::ConfigurationRead { path },
            Some(Err(error)) => Finding::ConfigurationUnusable { path, reason: error.to_string() },
        }
    }

    async fn credentials(&self, active: Option<&Active>) -> Finding {
        let signed_in = active.and_then(signed_in);
        let place = signed_in.map(|account| account.credentials);
        if let (Some(account), Some(CredentialPlace::EncryptedFile)) = (signed_in, place) {
            return match (self.0.has_credential_file)(account.id) {
                true => Finding::CredentialFileThere,
                false => Finding::CredentialFileMissing,
            };
        }
        if let (Some(account), Some(CredentialPlace::UntilQuit)) = (signed_in, place) {
            return match self.went_with_a_program(account) {
                true => Finding::SignInGone,
                false => Finding::SignInInMemory,
            };
        }
        let probe = self.0.keychain.probe().await;
        let holds = match (signed_in, &probe) {
            (Some(account), Ok(())) => {
                Some(self.0.keychain.read(account.id).await.map(|held| held.is_some()))
            }
            _ => None,
        };
        judge::keychain(probe, place, holds)
    }

    /// Whether the account's tokens were in the memory of a program that has ended.
    fn went_with_a_program(&self, account: &Account) -> bool {
        account.credentials == CredentialPlace::UntilQuit
            && matches!(self.0.locks.is_held(LockName::UntilQuit(account.id)), Ok(false))
    }

    fn locks(&self, active: Option<&Active>) -> Vec<Finding> {
        let account = active.map(Active::id).filter(|account| !account.is_local());
        let names = [
            Some((Lock::Migrate, LockName::Migrate)),
            Some((Lock::Sync, LockName::Sync)),
            account.map(|account| (Lock::Auth, LockName::Auth(account))),
        ];
        let found = names.into_iter().flatten().map(|(lock, name)| match self.0.locks.is_held(name) {
            Ok(true) => Finding::LockHeld { lock },
            Ok(false) => Finding::LockFree { lock },
            Err(_) => Finding::LockUnusable { lock },
        });
        found.collect()
    }

    async fn way(&self, active: Option<&Active>) -> Vec<Finding> {
        let clock = &self.0.clock;
        let (probe, certificates) = match &self.0.way {
            Ok((probe, certificates)) => (probe, *certificates),
            Err(error) => {
                let reason = error.to_string();
                return vec![Finding::NetworkUnusable { reason }, judge::clock(clock.now(), None)];
            }
        };
        let mut found = vec![Finding::NetworkUsable { certificates }];
        let set = self.0.apis.iter().find(|(name, _)| *name == self.0.api);
        let request = self.server(active).and_then(|server| {
            let (_, profile) = set?;
            Some((profile.recognition_request(&server)?, profile, server))
        });
        let Some((request, profile, server)) = request else {
            found.extend([Finding::ServerUnknown, judge::clock(clock.now(), None)]);
            return found;
        };
        let before = clock.monotonic();
        let look = probe.look(request).await;
        let took = clock.monotonic().saturating_sub(before);
        found.extend(judge::way(&look, &server, took, clock.now()));
        let answer = look.answer.as_ref().ok();
        if let Some(answer) = answer {
            let seen = if profile.recognises(answer) {
                Some(judge::api_found(self.0.api, profile.capabilities_answer(answer)))
            } else {
                match self.other_api(probe.as_ref(), &server).await {
                    Some(found) => Some(Finding::ApiNotAsSet { found, set: self.0.api }),
                    None => judge::no_api(self.0.api, answer),
                }
            };
            found.extend(seen);
        }
        found.push(judge::clock(clock.now(), answer.and_then(|answer| answer.date)));
        found
    }

    /// Which of the other APIs answers there, if one does.
    async fn other_api(&self, probe: &dyn WayProbe, server: &ServerUrl) -> Option<ApiName> {
        for (name, profile) in self.0.apis.iter().filter(|(name, _)| *name != self.0.api) {
            let Some(request) = profile.recognition_request(server) else { continue };
            if probe.look(request).await.answer.is_ok_and(|answer| profile.recognises(&answer)) {
                return Some(*name);
            }
        }
        None
    }

    /// The server of whoever records, else the configured one.
    fn server(&self, active: Option<&Active>) -> Option<ServerUrl> {
        match active {
            Some(Active::Account { account, .. }) => Some(account.server.clone()),
            _ => self.0.config.as_ref()?.as_ref().ok()?.server.clone(),
        }
    }
}

fn versions() -> Finding {
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    Finding::Versions { program: env!("CARGO_PKG_VERSION").to_owned(), system }
}

fn signed_in(active: &Active) -> Option<&Account> {
    match active {
        Active::Account { account, signed_in: true } => Some(account),
        _ => None,
    }
}
