//! Looking and changing, on files.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use tempfile::TempDir;

use super::*;

const WRITTEN: &str =
    "# mine\nserver = 'https://old.example.org' # the old one\n\n[log]\n# quiet\nlevel = 'warn'\n";

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("homing.toml");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn shown(path: &Path, key: Key) -> (Option<String>, Origin) {
    let all = settings(path, None).unwrap();
    let setting = all.into_iter().find(|setting| setting.key == key).unwrap();
    (setting.value, setting.origin)
}

#[test]
fn each_key_is_shown_with_who_says_so() {
    let (_folder, path) = file(WRITTEN);
    assert_eq!(shown(&path, Key::Server), (Some("https://old.example.org".to_owned()), Origin::File));
    assert_eq!(shown(&path, Key::LogLevel), (Some("warn".to_owned()), Origin::File));
    assert_eq!(shown(&path, Key::LogFile), (Some("true".to_owned()), Origin::Default));
    assert_eq!(shown(&path, Key::CaFile), (None, Origin::Default));
    let all = settings(&path, Some(Path::new("/ca.pem"))).unwrap();
    let ca_file = all.iter().find(|setting| setting.key == Key::CaFile).unwrap();
    assert_eq!(ca_file.origin, Origin::Environment("HOMING_CA_FILE"));
}

#[test]
fn a_change_keeps_comments_and_everything_else() {
    let (_folder, path) = file(WRITTEN);
    change_setting(&path, Key::Server, Some("https://new.example.org")).unwrap();
    change_setting(&path, Key::LogLevel, Some("debug")).unwrap();
    let expected = WRITTEN
        .replace("'https://old.example.org'", "\"https://new.example.org\"")
        .replace("'warn'", "\"debug\"");
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
}

#[test]
fn what_is_set_is_what_is_effective_and_what_is_unset_has_its_default_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config/homing.toml");
    for (key, value) in
        [(Key::LogFile, "false"), (Key::LogLevel, "trace"), (Key::Proxy, "none"), (Key::Server, "http://h")]
    {
        let before = shown(&path, key);
        change_setting(&path, key, Some(value)).unwrap();
        assert_eq!(shown(&path, key), (Some(value.to_owned()), Origin::File));
        change_setting(&path, key, None).unwrap();
        assert_eq!(shown(&path, key), before);
    }
}

#[test]
fn a_value_that_can_t_be_used_is_refused_and_the_file_stays_as_it_was() {
    let (_folder, path) = file(WRITTEN);
    for (key, value) in [
        (Key::Server, "ftp://example.org"),
        (Key::LogLevel, "loud"),
        (Key::LogFile, "perhaps"),
        (Key::Proxy, "ftp://anna:secret@proxy"),
    ] {
        let refused = change_setting(&path, key, Some(value)).unwrap_err();
        assert!(!refused.to_string().contains("secret"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), WRITTEN);
    }
    fs::write(&path, "sever = 1").unwrap();
    let refused = change_setting(&path, Key::LogFile, Some("true")).unwrap_err();
    assert!(matches!(refused, ChangeError::Config(_)), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "sever = 1");
}

#[test]
fn a_proxys_password_is_not_shown() {
    let (_folder, path) = file("proxy = 'http://anna:secret@proxy.example.org:3128'");
    let (value, _) = shown(&path, Key::Proxy);
    assert!(value.as_ref().is_some_and(|value| !value.contains("secret")), "{value:?}");
}

#[test]
fn every_key_is_found_by_its_name() {
    for key in Key::ALL {
        assert_eq!(key.name().parse(), Ok(key));
    }
    assert_eq!("sever".parse::<Key>(), Err(UnknownKeyError));
}

#[cfg(unix)]
#[test]
fn a_new_file_is_its_owners_alone_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("real.toml"), folder.path().join("homing.toml"));
    change_setting(&path, Key::LogFile, Some("false")).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    std::os::unix::fs::symlink(&path, &link).unwrap();
    change_setting(&link, Key::LogFile, Some("true")).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(shown(&path, Key::LogFile), (Some("true".to_owned()), Origin::File));
}
