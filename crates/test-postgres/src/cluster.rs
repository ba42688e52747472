//! The cluster itself: started, asked, restarted.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::binaries::{Binaries, ClusterError, Signal, system};
use crate::keeper::Keeper;

/// How often another port is tried: between the look for a free one and the server's start somebody may take it.
const PORTS: u32 = 5;

/// Every test of a binary has a small pool.
const MAX_CONNECTIONS: u32 = 300;

/// One PostgreSQL server with its data. It ends with its owner, and at the latest with the process.
#[derive(Debug)]
pub struct Cluster {
    binaries: Binaries,
    folder: PathBuf,
    port: u16,
    schemas: AtomicU32,
    _keeper: Keeper,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn start() -> Result<Self, ClusterError> {
        let binaries = Binaries::find()?;
        let folder = tempfile::Builder::new().prefix("homing-postgres-").tempdir();
        // From here on the keeper removes it.
        let folder = folder.map_err(system("there is no temporary folder"))?.keep();
        let keeper = Keeper::watch(&binaries, &folder)?;
        binaries.hand_over(&folder)?;
        let data = folder.join("data").display().to_string();
        let order = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"];
        let new = ["--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", &data];
        binaries.run("initdb", new.into_iter().chain(order))?;
        let mut cluster = Self { binaries, folder, port: 0, schemas: AtomicU32::new(0), _keeper: keeper };
        let mut tries = 1;
        loop {
            cluster.port = free_port()?;
            match cluster.begin() {
                Err(ClusterError::Failed { .. }) if tries < PORTS => tries += 1,
                begun => break begun.map(|()| cluster),
            }
        }
    }

    /// The one of this process, started by whoever asks first.
    ///
    /// # Errors
    /// Why it did not start, each time.
    pub fn shared() -> Result<&'static Self, &'static ClusterError> {
        static SHARED: OnceLock<Result<Cluster, ClusterError>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    /// Where it is, as a URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The port on this machine.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes an empty schema; the URL is of connections that work in it alone.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn new_schema(&self) -> Result<String, ClusterError> {
        let name = format!("schema_{}", self.schemas.fetch_add(1, Ordering::Relaxed));
        self.ask(&format!("CREATE SCHEMA {name}"))?;
        Ok(format!("{}?options[search_path]={name}", self.url()))
    }

    /// Runs statements as the superuser; what they give comes without frames, a row to a line.
    ///
    /// # Errors
    /// [`ClusterError::Failed`] with what the server said.
    pub fn ask(&self, sql: &str) -> Result<String, ClusterError> {
        let quiet = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"];
        self.binaries.run("psql", quiet.into_iter().chain(["-d", &self.url(), "-c", sql]))
    }

    /// Ends the server and starts it again, at the same place.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn restart(&self, signal: Signal) -> Result<(), ClusterError> {
        self.stop(signal)?;
        self.begin()
    }

    /// Ends the server; [`Cluster::begin`] starts it again.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn stop(&self, signal: Signal) -> Result<(), ClusterError> {
        let mode = match signal {
            Signal::Fast => "fast",
            Signal::Immediate => "immediate",
        };
        let data = self.folder.join("data").display().to_string();
        self.binaries.run("pg_ctl", ["-D", &data, "-m", mode, "-w", "stop"]).map(drop)
    }

    /// Starts the server, and waits until it answers.
    ///
    /// # Errors
    /// [`ClusterError`].
    pub fn begin(&self) -> Result<(), ClusterError> {
        let (data, log) = (self.folder.join("data"), self.folder.join("log"));
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off \
             -c max_connections={MAX_CONNECTIONS}",
            self.port,
            self.folder.display()
        );
        let (data, log) = (data.display().to_string(), log.display().to_string());
        self.binaries.run("pg_ctl", ["-D", &data, "-l", &log, "-o", &options, "-w", "start"]).map(drop)
    }
}

fn free_port() -> Result<u16, ClusterError> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(free.map_err(system("there is no free port"))?.port())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_cluster_answers_survives_a_restart_and_is_gone_with_its_owner() {
        let cluster = Cluster::start().unwrap();
        cluster.ask("CREATE TABLE kept AS SELECT 1 AS one").unwrap();
        cluster.restart(Signal::Immediate).unwrap();
        assert_eq!(cluster.ask("SELECT one FROM kept").unwrap().trim(), "1");
        assert_eq!(cluster.ask("SELECT 'a' < 'B'").unwrap().trim(), "t", "as people order texts");
        let folder = cluster.folder.clone();
        drop(cluster);
        assert!(!folder.exists());
    }
}
