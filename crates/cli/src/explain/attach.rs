//! When a file is not attached.

use std::io::ErrorKind;
use std::path::Path;

use homing_app::AttachError;
use homing_domain::engine::EnqueueError;
use homing_domain::ports::{BlobError, QueueError};
use homing_domain::task::KindError;

use super::{Explained, Failure, queue, time};
use crate::render::attached::size;

/// In a person's words.
pub(super) fn attach(path: &Path, error: &AttachError) -> Explained {
    let path = path.display();
    match error {
        AttachError::File(error) if error.kind() == ErrorKind::NotFound => Explained::new(
            Failure::FileUnreadable,
            format!("There is no such file. Nothing was recorded; name another one: {path}."),
        ),
        AttachError::File(error) => Explained::new(
            Failure::FileUnreadable,
            format!("The file can't be read ({error}). Nothing was recorded; give access to it: {path}."),
        ),
        AttachError::NoFile => Explained::new(
            Failure::NotAPicture,
            format!("That is a folder or no file at all. Nothing was recorded; name a picture: {path}."),
        ),
        AttachError::Empty => Explained::new(
            Failure::NotAPicture,
            format!("The file is empty. Nothing was recorded; name a picture: {path}."),
        ),
        AttachError::NoPicture => Explained::new(
            Failure::NotAPicture,
            format!(
                "The file is no picture that Homing knows: PNG, JPEG, GIF and WebP are taken. Nothing was recorded; \
                 name another one: {path}."
            ),
        ),
        AttachError::TooLarge { most } => Explained::new(
            Failure::FileTooLarge,
            format!(
                "The file is too large: at most {} are taken. Nothing was recorded; make it smaller: {path}.",
                size(*most)
            ),
        ),
        error => other(error),
    }
}

/// What has nothing to do with the file that was named.
pub(super) fn other(error: &AttachError) -> Explained {
    match error {
        AttachError::TooLarge { most } => Explained::new(
            Failure::FileTooLarge,
            format!("The picture is too large: at most {} are taken. Nothing was recorded.", size(*most)),
        ),
        AttachError::NoPicture => Explained::new(
            Failure::NotAPicture,
            "It is no picture that Homing knows: PNG, JPEG, GIF and WebP are taken. Nothing was recorded.",
        ),
        AttachError::NoEntry => Explained::new(
            Failure::NoSuchEntry,
            "There is no entry yet that the picture could belong to. Nothing was recorded; start the timer first.",
        ),
        AttachError::Find(error) => time::find(error),
        AttachError::Blob(error) => blob(error),
        AttachError::Enqueue(error) => enqueue(error),
        _ => Explained::new(Failure::Internal, "Nothing was recorded. HOMING_LOG=error shows why."),
    }
}

fn blob(error: &BlobError) -> Explained {
    match error {
        BlobError::Full(_) => Explained::new(
            Failure::DiskFull,
            "The disk is full. Nothing was recorded, and what was recorded before is safe; make room, then try again.",
        ),
        BlobError::Source(_) => Explained::new(
            Failure::FileUnreadable,
            "The file can't be read to its end. Nothing was recorded; copy it to another place, then try again.",
        ),
        BlobError::Unsupported => Explained::new(
            Failure::FilesUnsupported,
            "Work in a database on a server takes no pictures: a file of this machine is none that another could send. \
             Nothing was recorded; attach it where `storage` is a file.",
        ),
        BlobError::NotWritable(_) => Explained::new(
            Failure::DataNotWritable,
            "Files can't be written to the data folder. Nothing was recorded; give access, then try again.",
        ),
        BlobError::Queue(error) => queue::queue(error),
        _ => Explained::new(
            Failure::DataUnusable,
            "The file can't be stored. Nothing was recorded; HOMING_LOG=error shows why.",
        ),
    }
}

fn enqueue(error: &EnqueueError) -> Explained {
    match error {
        EnqueueError::Kind(KindError::NoBlobs) => Explained::new(
            Failure::NoRoom,
            "The server takes no files. Nothing was recorded; ask whoever runs it.",
        ),
        EnqueueError::Queue(QueueError::NoBlobRoom { blob_bytes, .. }) => Explained::new(
            Failure::NoRoom,
            format!(
                "Too much waits to be sent already: files of {}. Nothing was recorded; `homing sync` makes room.",
                size(*blob_bytes)
            ),
        ),
        EnqueueError::Queue(QueueError::NoRoom { unsent, .. }) => Explained::new(
            Failure::NoRoom,
            format!(
                "Too much waits to be sent already: {unsent} changes. Nothing was recorded; `homing sync` makes room."
            ),
        ),
        EnqueueError::Queue(error) => queue::queue(error),
        _ => Explained::new(Failure::Internal, "Nothing was recorded. HOMING_LOG=error shows why."),
    }
}
