//! What the rules ask of the outside: object-safe traits, each with what every implementation MUST do.
//!
//! Each MUST is one test of the port's conformance suite in `testing`. Feature `test-util` gives
//! a `mockall` mock of every port, named `Mock` and the port's name.

mod accounts;
mod alarm;
mod ambient;
mod auth;
mod blobs;
mod credentials;
mod events;
mod exchange;
mod http;
mod machine;
mod nudges;
mod oidc;
mod probes;
mod process_lock;
mod profile;
mod queue;
mod signals;
mod system_events;

pub use accounts::{Accounts, Adopted};
pub use alarm::Alarm;
pub use ambient::{Clock, Ids, Jitter};
pub use auth::{AccessToken, Auth, AuthError, Grant, KnownUser, Refusal, SignInAnswerError, SignInApi};
pub use blobs::{BlobError, Blobs, CHUNK_MAX_BYTES, Chunks, Removed, StoredBlob, all_of, chunks_of};
pub use credentials::{CredentialError, CredentialStore, Credentials, RefreshPause};
pub use events::{Event, Events};
pub use exchange::{Exchange, LaneMemories, LaneMemory, Outbound, Step};
pub use http::{Http, HttpBody, HttpError, HttpRequest, HttpResponse, Method, OfflineCause, RetryAfter};
pub use machine::{BootId, Life, Machine, UntoldMachine};
pub use nudges::{NudgeError, NudgeWatch, Nudges};
pub use oidc::{GrantedBy, OidcGrant, OidcProvider, SignInMethods};
pub use probes::{CertificateLook, DataContent, DataLook, DataProbe, FileLook, WayLook, WayProbe};
pub use process_lock::{LockError, LockGuard, LockName, ProcessLock};
pub use profile::{BatchAnswer, BlobAnswer, Capabilities, ItemAnswer, Problem, Profile, Unfit, UnfitError};
pub use queue::{
    BoxError, Claim, ClaimedLane, Cursor, DiscardError, Page, Queue, QueueCounts, QueueError, Selection,
    SentTask, Settled, Settlement, SortRange, TaskResult, Undiscardable,
};
pub use signals::Signals;
pub use system_events::{SystemEvent, SystemEvents, SystemEventsError, SystemWatch};

#[cfg(feature = "test-util")]
pub use self::{
    accounts::MockAccounts,
    alarm::MockAlarm,
    ambient::{MockClock, MockIds, MockJitter},
    auth::{MockAuth, MockSignInApi},
    blobs::MockBlobs,
    credentials::MockCredentialStore,
    events::MockEvents,
    http::MockHttp,
    machine::MockMachine,
    nudges::{MockNudgeWatch, MockNudges},
    probes::{MockDataProbe, MockWayProbe},
    process_lock::MockProcessLock,
    profile::MockProfile,
    queue::MockQueue,
    signals::MockSignals,
    system_events::{MockSystemEvents, MockSystemWatch},
};
