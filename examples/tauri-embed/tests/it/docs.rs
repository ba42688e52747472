//! What `docs/tauri.md` quotes of this application is what stands in it.

#[test]
fn the_guide_quotes_the_code_as_it_is() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let guide = include_str!("../../../../docs/tauri.md");
    let quotes: Vec<_> = guide.split("<!-- from examples/tauri-embed/").skip(1).collect();
    assert!(quotes.len() > 5, "{}", quotes.len());
    for quote in quotes {
        let (file, block) = quote.split_once(" -->\n```").unwrap();
        let (_, block) = block.split_once('\n').unwrap();
        let (code, _) = block.split_once("\n```\n").unwrap();
        let text = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
        assert!(text.contains(code), "{file} does not say:\n{code}");
    }
}
