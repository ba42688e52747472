//! Where the earlier app kept its files, and what they are called. Nothing is opened here.

use std::path::{Path, PathBuf};

/// The bundle identifier of the earlier app: the name of its folder.
pub const BUNDLE_IDENTIFIER: &str = "com.balabiturembek.hubnity";

/// The environment variable that the earlier app took its key from, in hexadecimal digits.
pub const KEY_VARIABLE: &str = "HUBNITY_ENCRYPTION_KEY";

/// Its database.
pub(crate) const DATABASE: &str = "hubnity.db";

/// The file beside the database that has its key, in hexadecimal digits.
pub(crate) const KEY_FILE: &str = ".hubnity_encryption_key";

/// What the name of a database begins with that the earlier app had set aside as broken; the time follows.
const SET_ASIDE: &str = "hubnity.db.corrupted.";

/// The folders of a person that programs keep their data in, as far as the system names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// Their home.
    pub home: Option<PathBuf>,
    /// `XDG_DATA_HOME`, where it is set (Linux).
    pub xdg_data: Option<PathBuf>,
    /// `APPDATA`, where it is set (Windows).
    pub app_data: Option<PathBuf>,
}

/// Where the earlier app's database may be, the likeliest first, whatever the system: a folder that another system
/// has is simply not there.
#[must_use]
pub fn known_places(folders: &Folders) -> Vec<PathBuf> {
    let home = |below: &str| folders.home.as_ref().map(|home| home.join(below));
    let bases = [
        folders.app_data.clone(),
        home("Library/Application Support"),
        folders.xdg_data.clone(),
        home(".local/share"),
        home("AppData/Roaming"),
    ];
    let mut places: Vec<PathBuf> = Vec::new();
    for base in bases.into_iter().flatten() {
        let place = base.join(BUNDLE_IDENTIFIER).join(DATABASE);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// When the earlier app set a database aside as broken, in seconds since 1970, if that is what the file's name says.
/// Such a file is read only where somebody asks for it.
#[must_use]
fn set_aside_at(file: &Path) -> Option<u64> {
    file.file_name()?.to_str()?.strip_prefix(SET_ASIDE)?.parse().ok()
}

/// What lies in the known places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Found {
    /// Databases, the likeliest first.
    pub databases: Vec<PathBuf>,
    /// Databases beside them that the earlier app had set aside as broken, the newest first.
    pub set_aside: Vec<PathBuf>,
}

/// Looks at the known places. What can't be looked at counts as not there.
#[must_use]
pub fn look(folders: &Folders) -> Found {
    let mut found = Found::default();
    for place in known_places(folders) {
        let beside = place.parent().and_then(|folder| std::fs::read_dir(folder).ok());
        let files = beside.into_iter().flatten().flatten().map(|file| file.path());
        found.set_aside.extend(files.filter(|file| set_aside_at(file).is_some()));
        if place.is_file() {
            found.databases.push(place);
        }
    }
    found.set_aside.sort_by_key(|file| std::cmp::Reverse(set_aside_at(file)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_that_the_system_names_comes_before_the_usual_one() {
        let folders =
            Folders { home: Some("/h".into()), xdg_data: Some("/x".into()), app_data: Some("/a".into()) };
        let under = |base: &str| Path::new(base).join(BUNDLE_IDENTIFIER).join("hubnity.db");
        assert_eq!(
            known_places(&folders),
            [
                under("/a"),
                under("/h/Library/Application Support"),
                under("/x"),
                under("/h/.local/share"),
                under("/h/AppData/Roaming"),
            ]
        );
    }

    #[test]
    fn a_place_that_is_named_twice_is_looked_at_once() {
        let folders = Folders {
            home: Some("/h".into()),
            xdg_data: Some("/h/.local/share".into()),
            app_data: Some("/h/AppData/Roaming".into()),
        };
        assert_eq!(known_places(&folders).len(), 3);
        assert_eq!(known_places(&Folders::default()), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_database_that_was_set_aside_is_told_by_its_name() {
        assert_eq!(set_aside_at(Path::new("/f/hubnity.db.corrupted.1700000000")), Some(1_700_000_000));
        assert_eq!(set_aside_at(Path::new("/f/hubnity.db")), None);
        assert_eq!(set_aside_at(Path::new("/f/hubnity.db.corrupted.")), None);
    }
}
