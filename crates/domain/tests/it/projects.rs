//! The projects of a server: fetched over mocks, kept in the in-memory backend, heeded when work is recorded.

use std::sync::Arc;
use std::time::Duration;

use homing_domain::account::{Account, Active, CredentialPlace};
use homing_domain::names::{AccountId, DeviceId};
use homing_domain::ports::{
    AccessToken, Accounts, Auth, Clock, Http, HttpBody, HttpError, HttpRequest, HttpResponse, Method,
    MockAuth, MockHttp, MockQueue, OfflineCause, Queue, QueueError, SortRange,
};
use homing_domain::task::{Body, Expected, Record, RecordWrite};
use homing_domain::testing::{ManualClock, SequentialIds};
use homing_domain::time::{
    Command, Draft, Edit, ListingAnswerError, MockProjectListing, Project, ProjectCatalogue, ProjectPage,
    ProjectStanding, ProjectsError, TrackError, Tracker, When,
};
use homing_storage::MemoryStore;
use mockall::Sequence;
use uuid::Uuid;

fn account() -> Account {
    Account {
        id: AccountId::new(Uuid::from_u128(7)),
        server: "https://homing.example.org".parse().unwrap(),
        user: "u1".to_owned(),
        name: "anna".to_owned(),
        credentials: CredentialPlace::Keychain,
    }
}

fn project(name: &str, archived: bool) -> Project {
    Project { id: format!("id of {name}"), name: name.to_owned(), archived }
}

fn get() -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url: "https://homing.example.org/projects".parse().unwrap(),
        bearer: None,
        body: HttpBody::None,
        timeout: Duration::from_secs(1),
        max_answer_bytes: 1,
    }
}

fn answer(status: u16) -> HttpResponse {
    HttpResponse { status, content_type: None, retry_after: None, date: None, body: Vec::new() }
}

/// What the server says, one answer for each request.
enum Says {
    Page(Vec<Project>, Option<&'static str>),
    Status(u16),
    Nothing,
}

struct World {
    store: Arc<MemoryStore>,
    clock: ManualClock,
    tracker: Tracker,
}

async fn signed_in() -> World {
    let (store, clock) = (Arc::new(MemoryStore::default()), ManualClock::default());
    store.sign_in(&account()).await.unwrap();
    let tracker = Tracker::new(
        Arc::clone(&store) as Arc<dyn Queue>,
        Arc::clone(&store) as Arc<dyn Accounts>,
        Arc::new(clock.clone()),
        Arc::new(SequentialIds::default()),
        DeviceId::new(Uuid::from_u128(8)),
    );
    World { store, clock, tracker }
}

impl World {
    /// A catalogue whose server is asked exactly as often as it says something.
    fn catalogue(&self, says: Vec<Says>) -> ProjectCatalogue {
        let (mut http, mut listing, mut auth) = (MockHttp::new(), MockProjectListing::new(), MockAuth::new());
        let token = || Ok(AccessToken::new("token".into()));
        auth.expect_access_token().returning(move |_| token());
        auth.expect_renew().returning(move |_, _| token());
        listing.expect_projects_request().returning(|_, _| get());
        let (mut sent, mut read) = (Sequence::new(), Sequence::new());
        for word in says {
            let sending = http.expect_send().times(1).in_sequence(&mut sent);
            match word {
                Says::Nothing => {
                    sending.returning(|_| {
                        Err(HttpError::NotSent { cause: OfflineCause::Dns, source: "scripted".into() })
                    });
                }
                Says::Status(401) => {
                    sending.returning(|_| Ok(answer(401)));
                }
                Says::Status(status) => {
                    sending.returning(move |_| Ok(answer(status)));
                    let reading = listing.expect_projects_answer().times(1).in_sequence(&mut read);
                    reading.returning(|response| Err(ListingAnswerError::Status { status: response.status }));
                }
                Says::Page(projects, next) => {
                    sending.returning(|_| Ok(answer(200)));
                    let page = ProjectPage { projects, next: next.map(str::to_owned) };
                    let reading = listing.expect_projects_answer().times(1).in_sequence(&mut read);
                    reading.returning(move |_| Ok(page.clone()));
                }
            }
        }
        ProjectCatalogue {
            queue: Arc::clone(&self.store) as Arc<dyn Queue>,
            accounts: Arc::clone(&self.store) as Arc<dyn Accounts>,
            clock: Arc::new(self.clock.clone()),
            auth: Arc::new(auth) as Arc<dyn Auth>,
            http: Arc::new(http) as Arc<dyn Http>,
            listing: Some(Arc::new(listing)),
        }
    }

    async fn start(&self, project: &str) -> Result<(), TrackError> {
        let draft = Draft { project: Some(project.to_owned()), ..Draft::default() };
        self.tracker.record(&Command::Start { draft, when: When::Now }).await.map(drop)
    }
}

#[tokio::test]
async fn every_page_is_fetched_and_the_list_is_good_without_a_network() {
    let world = signed_in().await;
    let says =
        vec![Says::Page(vec![project("b", false)], Some("more")), Says::Page(vec![project("a", true)], None)];
    world.catalogue(says).refresh().await.unwrap();
    let known = world.catalogue(vec![]).known().await.unwrap();
    assert_eq!(known.projects, [project("a", true), project("b", false)]);
    assert_eq!(known.fetched_at, Some(world.clock.now()));
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let world = signed_in().await;
    let catalogue = world.catalogue(vec![Says::Status(401), Says::Page(vec![project("a", false)], None)]);
    assert_eq!(catalogue.refresh().await.unwrap().projects.len(), 1);
}

#[tokio::test]
async fn a_failed_fetch_keeps_the_list_and_its_age() {
    let world = signed_in().await;
    let fetched = world.catalogue(vec![Says::Page(vec![project("a", false)], None)]).refresh().await.unwrap();
    world.clock.advance(Duration::from_secs(60));
    for trouble in [Says::Nothing, Says::Status(500), Says::Status(404)] {
        let error = world.catalogue(vec![trouble]).refresh().await.unwrap_err();
        assert!(matches!(error, ProjectsError::Listing(_)), "{error:?}");
    }
    let known = world.catalogue(vec![]).known().await.unwrap();
    assert_eq!((&known.projects, known.fetched_at), (&fetched.projects, fetched.fetched_at));
}

#[tokio::test]
async fn whoever_was_quicker_keeps_their_list_and_a_slower_fetch_says_what_it_found() {
    let world = signed_in().await;
    let overtaken = |says| {
        let mut queue = MockQueue::new();
        queue.expect_get().returning(|_, collection, id| {
            let (collection, id, body) = (collection.clone(), id.clone(), Body::new("{}"));
            Ok(Some(Record { collection, id, sort_key: 0, revision: 3, body }))
        });
        queue.expect_commit().times(1).returning(|_, _, commit| {
            let RecordWrite { record, expected } = commit.records.into_iter().next().unwrap();
            assert_eq!((expected, record.revision), (Expected::Revision(3), 4));
            Err(QueueError::Conflict { collection: record.collection, id: record.id })
        });
        ProjectCatalogue { queue: Arc::new(queue), ..world.catalogue(vec![says]) }
    };
    let failed = overtaken(Says::Nothing).refresh().await.unwrap_err();
    assert!(matches!(failed, ProjectsError::Listing(_)), "{failed:?}");
    let page = Says::Page(vec![project("a", false)], None);
    assert_eq!(overtaken(page).refresh().await.unwrap().projects, [project("a", false)]);
}

#[tokio::test]
async fn a_server_is_asked_once_a_day_and_after_a_failure_once_an_hour() {
    let world = signed_in().await;
    world.catalogue(vec![Says::Nothing]).refresh_if_due().await.unwrap_err();
    world.catalogue(vec![]).refresh_if_due().await.unwrap();
    world.clock.advance(Duration::from_secs(60 * 60));
    world.catalogue(vec![Says::Page(vec![], None)]).refresh_if_due().await.unwrap();
    world.clock.advance(Duration::from_secs(23 * 60 * 60));
    world.catalogue(vec![]).refresh_if_due().await.unwrap();
    world.clock.advance(Duration::from_secs(60 * 60));
    world.catalogue(vec![Says::Status(404)]).refresh_if_due().await.unwrap_err();
}

#[tokio::test]
async fn signed_out_nobody_is_asked_and_the_list_stays() {
    let world = signed_in().await;
    world.catalogue(vec![Says::Page(vec![project("a", false)], None)]).refresh().await.unwrap();
    world.store.sign_out(account().id).await.unwrap();
    let catalogue = world.catalogue(vec![]);
    catalogue.refresh_if_due().await.unwrap();
    assert!(matches!(catalogue.refresh().await, Err(ProjectsError::SignInNeeded)));
    assert_eq!(catalogue.known().await.unwrap().projects.len(), 1);
}

#[tokio::test]
async fn an_api_without_a_list_is_asked_for_none() {
    let world = signed_in().await;
    let catalogue = ProjectCatalogue { listing: None, ..world.catalogue(vec![]) };
    catalogue.refresh_if_due().await.unwrap();
    let refused = catalogue.refresh().await.unwrap_err();
    assert!(matches!(refused, ProjectsError::NoList), "{refused:?}");
    assert_eq!(catalogue.known().await.unwrap().asked_at, None);
}

#[tokio::test]
async fn one_accounts_projects_are_not_anothers() {
    let world = signed_in().await;
    world.catalogue(vec![Says::Page(vec![project("a", false)], None)]).refresh().await.unwrap();
    let berta = Account { id: AccountId::new(Uuid::from_u128(9)), user: "u2".to_owned(), ..account() };
    world.store.sign_in(&berta).await.unwrap();
    assert!(
        matches!(world.store.active().await.unwrap(), Active::Account { account, .. } if account == berta)
    );
    let known = world.catalogue(vec![]).known().await.unwrap();
    assert_eq!(known.standing("a"), ProjectStanding::NoList);
}

#[tokio::test]
async fn work_for_an_archived_project_is_refused_and_nothing_is_written() {
    let world = signed_in().await;
    let list = vec![project("old", true), project("alpha", false)];
    world.catalogue(vec![Says::Page(list, None)]).refresh().await.unwrap();
    for word in ["old", "id of old"] {
        assert!(matches!(world.start(word).await, Err(TrackError::ProjectArchived)), "{word}");
    }
    assert_eq!(world.tracker.entries(SortRange::ALL).await.unwrap(), []);
    world.start("alpha").await.unwrap();
    world.start("a name that the server does not have").await.unwrap();
}

#[tokio::test]
async fn what_runs_for_a_project_that_was_archived_since_can_be_stopped_and_edited_but_not_continued() {
    let world = signed_in().await;
    world.start("alpha").await.unwrap();
    let list = vec![project("alpha", true)];
    world.catalogue(vec![Says::Page(list, None)]).refresh().await.unwrap();
    let entry = world.tracker.record(&Command::Stop(When::Now)).await.unwrap().entry.id;
    let described = Edit { description: Some("x".to_owned()), ..Edit::default() };
    world.tracker.record(&Command::Edit { entry, edit: described }).await.unwrap();
    let again = Command::Continue { entry, when: When::Now };
    assert!(matches!(world.tracker.record(&again).await, Err(TrackError::ProjectArchived)));
    let elsewhere = Edit { project: Some(None), ..Edit::default() };
    world.tracker.record(&Command::Edit { entry, edit: elsewhere }).await.unwrap();
    let back = Edit { project: Some(Some("alpha".to_owned())), ..Edit::default() };
    let back = world.tracker.record(&Command::Edit { entry, edit: back }).await;
    assert!(matches!(back, Err(TrackError::ProjectArchived)));
    world.tracker.record(&Command::Undo { step: None, loss_is_meant: false }).await.unwrap();
    let entries = world.tracker.entries(SortRange::ALL).await.unwrap();
    assert_eq!(entries[0].project.as_deref(), Some("alpha"), "what it had before may come back");
}
