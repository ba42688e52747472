//! A look for planted words in whatever was written, in every form that a careless line of code could have given them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use regex::bytes::Regex;

/// A shorter word would be found by chance.
const SHORTEST: usize = 8;

/// Planted words, ready to be looked for: as they are, in base64, in hexadecimal digits, percent-encoded, in UTF-16,
/// with JSON's escapes, and as a list of numbers, which is how Rust shows bytes.
#[derive(Debug)]
pub struct Canaries {
    words: Vec<(String, Regex)>,
    /// All of them at once: most of what is looked through has none.
    any: Regex,
}

impl Canaries {
    /// These words.
    ///
    /// # Errors
    /// One is too short to mean anything.
    pub fn new<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Result<Self> {
        let words: Vec<String> = words.into_iter().map(Into::into).collect();
        let short = words.iter().find(|word| word.len() < SHORTEST);
        ensure!(short.is_none() && !words.is_empty(), "{short:?} would be found by chance");
        let pattern =
            |word: &String| forms(word).iter().map(|form| literal(form)).collect::<Vec<_>>().join("|");
        let any = regex(&words.iter().map(pattern).collect::<Vec<_>>().join("|"))?;
        let words = words.into_iter().map(|word| {
            let regex = regex(&pattern(&word))?;
            Ok((word, regex))
        });
        Ok(Self { words: words.collect::<Result<_>>()?, any })
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// Those that are in `bytes`.
    #[must_use]
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<&str> {
        if !self.any.is_match(bytes) {
            return Vec::new();
        }
        let found = self.words.iter().filter(|(_, regex)| regex.is_match(bytes));
        found.map(|(word, _)| word.as_str()).collect()
    }

    /// Each file below `folder` that has some, with those. A file's own name counts. `allowed` are files that may.
    ///
    /// # Errors
    /// A file can't be read: then nobody knows.
    pub fn in_files(
        &self,
        folder: &Path,
        allowed: &dyn Fn(&Path) -> bool,
    ) -> Result<Vec<(PathBuf, Vec<&str>)>> {
        let mut found = Vec::new();
        let entries = fs::read_dir(folder).with_context(|| format!("not a folder: {}", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let path = entry.path();
            if allowed(&path) {
                continue;
            }
            let mut words = self.in_bytes(entry.file_name().as_encoded_bytes());
            if path.is_dir() {
                found.extend(self.in_files(&path, allowed)?);
            } else {
                let bytes = fs::read(&path).with_context(|| format!("can't be read: {}", path.display()))?;
                words.extend(self.in_bytes(&bytes));
            }
            if !words.is_empty() {
                found.push((path, words));
            }
        }
        Ok(found)
    }
}

fn forms(word: &str) -> Vec<Vec<u8>> {
    let bytes = word.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent = |kept: &dyn Fn(u8) -> bool| -> String {
        let each = bytes
            .iter()
            .map(|byte| if kept(*byte) { char::from(*byte).into() } else { format!("%{byte:02x}") });
        each.collect()
    };
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let escaped: String = word.encode_utf16().map(escape).collect();
    let numbers = bytes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut forms = vec![
        bytes.to_vec(),
        hex.into_bytes(),
        percent(&|_| false).into_bytes(),
        percent(&unreserved).into_bytes(),
        upper_percent(&percent(&unreserved)).into_bytes(),
        escaped.into_bytes(),
        numbers.into_bytes(),
        word.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        word.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    for before in 0..3 {
        // The digits that the word alone decides, wherever in a longer text it lies.
        let text = [&vec![0; before], bytes].concat();
        let (first, last) = ((before * 8).div_ceil(6), text.len() * 8 / 6);
        forms.extend(
            [STANDARD_NO_PAD, URL_SAFE_NO_PAD]
                .map(|engine| engine.encode(&text).as_bytes()[first..last].to_vec()),
        );
    }
    // Hexadecimal digits and percent signs come in both cases; so do words that somebody made small.
    let other_cases = [<[u8]>::to_ascii_lowercase, <[u8]>::to_ascii_uppercase];
    let recased: Vec<_> =
        other_cases.iter().flat_map(|recase| forms.iter().map(|form| recase(form))).collect();
    forms.extend(recased);
    forms.sort();
    forms.dedup();
    forms
}

/// The same with capital hexadecimal digits, as RFC 3986, 2.1, wants them; the letters between stay.
fn upper_percent(text: &str) -> String {
    let mut digits = 0;
    let each = text.chars().map(|it| {
        let is_digit = digits > 0;
        digits = if it == '%' { 2 } else { i32::max(digits - 1, 0) };
        if is_digit { it.to_ascii_uppercase() } else { it }
    });
    each.collect()
}

fn regex(pattern: &str) -> Result<Regex> {
    Ok(Regex::new(&format!("(?-u){pattern}"))?)
}

fn escape(unit: u16) -> String {
    match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).into(),
        _ => format!("\\u{unit:04x}"),
    }
}

/// A pattern that is these bytes and no others.
fn literal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &str = "Möwe/7f3c kupfern";

    fn found(bytes: impl AsRef<[u8]>) -> Result<bool> {
        Ok(Canaries::new([WORD])?.in_bytes(&[b"\xff..", bytes.as_ref(), b"..\0"].concat()) == [WORD])
    }

    #[test]
    fn a_word_is_found_in_each_form_that_it_may_have() -> Result<()> {
        assert!(found(WORD)?);
        assert!(!found("6dc3b67765")?, "a part is not the word");
        assert!(found("4DC3B677652F37663363206B75706665726E")? && !found("4dc3b677652f376633632 06b")?);
        assert!(
            found("M%C3%B6we%2F7f3c%20kupfern")?
                && found("%4d%c3%b6%77%65%2f%37%66%33%63%20%6b%75%70%66%65%72%6e")?
        );
        assert!(found(r"M\u00f6we/7f3c kupfern")?);
        assert!(found(format!("{:?}", WORD.as_bytes()))?);
        for before in ["", "a", "ab", "abc"] {
            let text = format!("{before}{WORD} and more");
            assert!(
                found(STANDARD_NO_PAD.encode(&text))? && found(URL_SAFE_NO_PAD.encode(&text))?,
                "{before:?}"
            );
        }
        let wide: Vec<u8> = WORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(found(&wide)? && !found(&wide[2..])?);
        Ok(())
    }

    #[test]
    fn files_are_looked_into_however_deep_their_names_too_and_those_that_may_are_left_out() -> Result<()> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("below"))?;
        fs::write(folder.path().join("below/one"), b"\xff\0copper-gull")?;
        fs::write(folder.path().join("copper-gull"), b"")?;
        fs::write(folder.path().join("other"), b"clean")?;
        let canaries = Canaries::new(["copper-gull"])?;
        assert_eq!(canaries.in_files(folder.path(), &|_| false)?.len(), 2);
        assert_eq!(canaries.in_files(folder.path(), &|path| path.ends_with("one"))?.len(), 1);
        Ok(())
    }
}
