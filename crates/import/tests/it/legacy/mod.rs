//! The earlier app's database, as files that a generator wrote: what is read out of it, what is left of it.

mod generations;
mod interrupted;
mod no_token;
mod odd_files;
mod original;
mod whatever_it_holds;

use std::fs;
use std::path::{Path, PathBuf};

use homing_domain::time::EarlierWork;
use homing_import::legacy::{Keys, LegacyError, Original, open};
use homing_import::testing::EarlierFile;
use tempfile::TempDir;

/// A file of the earlier app in its folder, and a folder for work beside it.
struct Place {
    folder: TempDir,
    database: PathBuf,
}

impl Place {
    async fn with(file: &EarlierFile) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = file.write(folder.path()).await.unwrap();
        Self { folder, database }
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn keys(&self) -> Keys {
        Keys::beside(&self.database, None)
    }

    /// The whole way.
    async fn imported(&self) -> Result<EarlierWork, LegacyError> {
        self.imported_with(self.keys()).await
    }

    async fn imported_with(&self, keys: Keys) -> Result<EarlierWork, LegacyError> {
        let mut opened = open(&self.database, &self.work(), keys).await?;
        opened.clean().await?;
        let work = opened.read().await?;
        assert_eq!(opened.finish().await?, Original::Untouched);
        assert!(!self.work().exists(), "the copy is gone");
        Ok(work)
    }
}

/// The files of a folder by name, without the index of a log, which says nothing.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap())
        .filter(|file| file.file_type().unwrap().is_file())
        .map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// Where one of the texts is in one of the files.
fn found(folder: &Path, secrets: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in files(folder) {
        for secret in secrets {
            if bytes.windows(secret.len()).any(|window| window == secret.as_bytes()) {
                found.push(format!("{name}: {secret}"));
            }
        }
    }
    found
}

/// What a file became, one line for each row or piece of work.
fn told(work: &EarlierWork) -> Vec<String> {
    let past = work.past.iter().map(|row| format!("past {} {:?}", row.row.number, row.what));
    let unfinished = work.unfinished.iter().map(|work| {
        let rows: Vec<_> = work.rows.iter().map(|row| format!("{}#{}", row.table, row.number)).collect();
        let start = homing_import::testing::SCENE_START_SECS * 1_000;
        let intervals = work.intervals.iter().map(|interval| {
            let after = |at: homing_domain::Timestamp| (at.as_millis() - start).to_string();
            format!("{}-{}", after(interval.start), interval.end.map_or(String::new(), after))
        });
        format!(
            "{:?} {} [{}] {:?} {:?} {:?}",
            work.matter,
            rows.join(" "),
            intervals.collect::<Vec<_>>().join(" "),
            work.project.as_deref().unwrap_or_default(),
            work.description,
            work.server_id.as_deref().unwrap_or_default(),
        )
    });
    let unreadable = work.unreadable.iter().map(|row| format!("unreadable {} {:?}", row.row.number, row.why));
    past.chain(unfinished).chain(unreadable).collect()
}
