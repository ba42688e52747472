//! How much an application writes of its own.

/// The application is small: whoever reads it reads all of it.
#[test]
fn the_notebook_is_under_150_lines_of_rust_without_comments_and_empty_lines() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.iter().all(|file| file.extension().is_some_and(|extension| extension == "rs")));
    let texts: Vec<_> = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let lines = texts.iter().flat_map(|text| text.lines()).map(str::trim);
    let own = lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    assert!((100..150).contains(&own), "{own} lines");
}
