//! Taking files away. Each is first taken for oneself, so that whoever holds it has enqueued its task or given it up;
//! then the queue is asked; then it goes. Where a name was given back to the disk too late, the next sweep finds it.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use homing_domain::ports::{BlobError, Queue, Removed};
use homing_domain::task::BlobName;

use super::blocking;
use super::error::of_writing;
use super::folder::{Folder, leads_to};
use crate::locked_file::LockedFile;

/// So many at once: each is an open file.
const AT_ONCE: usize = 100;

pub(super) async fn remove(
    folder: &Arc<Folder>,
    names: Vec<BlobName>,
    queue: &dyn Queue,
) -> Result<Removed, BlobError> {
    let mut removed = Removed::default();
    for some in names.chunks(AT_ONCE) {
        take_away(folder, some.to_vec(), queue, &mut removed).await?;
    }
    Ok(removed)
}

pub(super) async fn sweep(folder: &Arc<Folder>, queue: &dyn Queue) -> Result<Removed, BlobError> {
    let listed = Arc::clone(folder);
    let (names, drafts) = blocking(move || listed.content().map_err(of_writing)).await?;
    let mut removed = Removed::default();
    for some in names.chunks(AT_ONCE) {
        // Most are needed, as a rule: those are not touched.
        let needed = queue.blobs_referenced(some.to_vec()).await?;
        let unneeded: Vec<_> = some.iter().filter(|name| !needed.contains(name)).cloned().collect();
        take_away(folder, unneeded, queue, &mut removed).await?;
    }
    let (gone, held) = blocking(move || {
        let (taken, held) = take(drafts, PathBuf::as_path)?;
        Ok((unlink(&taken, PathBuf::as_path)?, held))
    })
    .await?;
    Ok(Removed { removed: removed.removed + gone, held: removed.held + held })
}

async fn take_away(
    folder: &Arc<Folder>,
    names: Vec<BlobName>,
    queue: &dyn Queue,
    removed: &mut Removed,
) -> Result<(), BlobError> {
    if names.is_empty() {
        return Ok(());
    }
    let paths: Vec<_> = names.into_iter().map(|name| (folder.file(&name), name)).collect();
    let (mut taken, held) = blocking(move || take(paths, |(path, _)| path)).await?;
    removed.held += held;
    if taken.is_empty() {
        return Ok(());
    }
    let names = taken.iter().map(|((_, name), _)| name.clone()).collect();
    let needed = queue.blobs_referenced(names).await?;
    taken.retain(|((_, name), _)| !needed.contains(name));
    removed.removed += blocking(move || unlink(&taken, |(path, _)| path)).await?;
    Ok(())
}

/// Takes those files for oneself that nobody holds; says how many are held.
fn take<T>(paths: Vec<T>, path_of: impl Fn(&T) -> &Path) -> Result<(Vec<(T, LockedFile)>, u64), BlobError> {
    let (mut taken, mut held) = (Vec::new(), 0);
    for one in paths {
        let path = path_of(&one);
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            file => file.map_err(of_writing)?,
        };
        let Some(file) = LockedFile::try_exclusive(file).map_err(of_writing)? else {
            held += 1;
            continue;
        };
        // Where another took it away and a third stored it anew, this is no longer the one.
        if leads_to(path, &file).map_err(of_writing)? {
            taken.push((one, file));
        }
    }
    Ok((taken, held))
}

/// The files go while they are still held.
fn unlink<T>(taken: &[(T, LockedFile)], path_of: impl Fn(&T) -> &Path) -> Result<u64, BlobError> {
    let gone = |(one, _): &(T, LockedFile)| -> io::Result<()> { fs::remove_file(path_of(one)) };
    taken.iter().try_for_each(gone).map_err(of_writing)?;
    Ok(taken.len() as u64)
}
