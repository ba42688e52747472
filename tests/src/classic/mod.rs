//! A server that speaks the API of the earlier app, in memory and on a real socket: as strict as that one, with its
//! traps, on a clock that the test sets. It is no reference server: what nobody has seen of that API is not in it.

mod answer;
mod batch;
mod entry;
mod fields;
mod held;
mod route;
mod single;
mod tokens;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, JoinSet};

pub use entry::{Entry, Screenshot, Status};
pub use held::NothingActive;
pub use route::Route;
pub use tokens::Person;

use crate::message::{Message, Side};
use held::Held;
use tokens::Tokens;

/// The projects that every server begins with: ids and names.
pub const PROJECTS: [(&str, &str); 2] = [
    ("9a3c6c1e-0000-4000-8000-00000000000a", "Harbour"),
    ("9a3c6c1e-0000-4000-8000-00000000000b", "Lighthouse"),
];

type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
type Loses = Box<dyn FnMut(&Met) -> bool + Send>;

/// A request that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Met {
    /// What it asked.
    pub route: Route,
    /// What it was answered with.
    pub status: u16,
    /// How many items it carried, where it was a batch.
    pub items: usize,
    /// Whether the answer was lost: what it asked for took effect, and the connection was reset.
    pub lost: bool,
}

/// The server. It ends with this.
pub struct ClassicServer {
    address: SocketAddr,
    base: String,
    held: Arc<Mutex<Held>>,
    up: JoinHandle<()>,
}

impl Person {
    /// An employee, whose entries need a project.
    #[must_use]
    pub fn anna() -> Self {
        Self::new(1, "anna@example.com", true)
    }

    /// Somebody whose entries need none.
    #[must_use]
    pub fn ben() -> Self {
        Self::new(2, "ben@example.com", false)
    }

    fn new(number: u8, email: &str, employee: bool) -> Self {
        Self {
            id: format!("0b6f4b1e-0000-4000-8000-00000000000{number}"),
            email: email.to_owned(),
            password: crate::PASSWORD.to_owned(),
            employee,
            active: true,
        }
    }
}

impl ClassicServer {
    /// Listens on a free port of this machine, below a base path that is `/api/v1` or `/api`. Anna and Ben have
    /// accounts. It asks `clock` what time it is.
    ///
    /// # Errors
    /// It can't.
    pub async fn start(base: &str, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let tokens = Tokens::new(vec![Person::anna(), Person::ben()]);
        let projects = PROJECTS.map(|(id, name)| (id.to_owned(), name.to_owned())).to_vec();
        let held = Arc::new(Mutex::new(Held::new(base.to_owned(), Arc::new(clock), tokens, projects)));
        let up = tokio::spawn(accept(listener, Arc::clone(&held)));
        Ok(Self { address, base: base.to_owned(), held, up })
    }

    /// Its base address, with the base path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.base)
    }

    /// Every entry that it holds, in the order in which they were made.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.held().entries.clone()
    }

    /// Changes what it holds, as somebody does who uses it by other ways.
    pub fn change_entries<T>(&self, change: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
        change(&mut self.held().entries)
    }

    /// Every screenshot that it holds, in the order in which they came.
    #[must_use]
    pub fn screenshots(&self) -> Vec<Screenshot> {
        self.held().screenshots.clone()
    }

    /// The requests that it answered, in their order.
    #[must_use]
    pub fn met(&self) -> Vec<Met> {
        self.held().met.clone()
    }

    /// How many requests asked this.
    #[must_use]
    pub fn count(&self, route: Route) -> usize {
        self.held().met.iter().filter(|met| met.route == route).count()
    }

    /// How often a refresh token was shown.
    #[must_use]
    pub fn refreshes(&self) -> usize {
        self.held().tokens.refreshes
    }

    /// Does what these requests ask for, and resets the connection before the answer.
    pub fn lose_answers(&self, which: impl FnMut(&Met) -> bool + Send + 'static) {
        self.held().loses = Box::new(which);
    }

    /// Breaks with every request that has this in a text.
    pub fn poison(&self, text: &str) {
        self.held().poison = Some(text.to_owned());
    }

    /// Its database is away, or is back.
    pub fn set_database_down(&self, down: bool) {
        self.held().database_is_down = down;
    }

    /// Refuses a body of more than so many bytes, as something before it may do.
    pub fn set_most_bytes(&self, bytes: usize) {
        self.held().most_bytes = bytes;
    }

    /// Takes refresh tokens as older deployments spell them.
    pub fn spell_refresh_token_as_before(&self) {
        self.held().tokens.older_spelling = true;
    }

    /// From the next one on, access tokens live this long.
    pub fn set_access_lives(&self, lives: SignedDuration) {
        self.held().tokens.lives = lives;
    }

    /// Says this where nothing is active.
    pub fn say_where_nothing_is_active(&self, nothing: NothingActive) {
        self.held().nothing_active = nothing;
    }

    /// Lets somebody in or no longer.
    pub fn set_active(&self, email: &str, active: bool) {
        let mut held = self.held();
        held.tokens.people.iter_mut().filter(|person| person.email == email).for_each(|person| {
            person.active = active;
        });
    }

    /// Large batches wait for one another until there are so many, and are at the server at once.
    pub fn let_large_batches_meet(&self, count: usize) {
        self.held().meeting = Some(Arc::new(Barrier::new(count)));
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        lock(&self.held)
    }
}

impl Drop for ClassicServer {
    fn drop(&mut self) {
        self.up.abort();
    }
}

fn lock(held: &Mutex<Held>) -> MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, held: Arc<Mutex<Held>>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        connections.spawn(serve(client, Arc::clone(&held)));
        while connections.try_join_next().is_some() {}
    }
}

/// One connection of a client. An error of either side ends it.
async fn serve(mut client: TcpStream, held: Arc<Mutex<Held>>) -> Result<()> {
    client.set_nodelay(true)?;
    while let Some(request) = Message::read(&mut client, Side::Request).await? {
        let (is_large, meeting) = lock(&held).arrived(&request);
        if let Some(meeting) = meeting {
            meeting.wait().await;
        }
        let (answer, lost) = lock(&held).meet(&request, is_large);
        let sent = if lost { client.set_zero_linger() } else { client.write_all(&answer.bytes()).await };
        if is_large {
            lock(&held).answered();
        }
        sent?;
        if lost || request.is_last() {
            break;
        }
    }
    Ok(())
}
