//! The numbered rules in a port's documentation.

use std::collections::BTreeMap;

/// The rules by their numbers: `/// 7. text`, which goes on in `///    indented` lines. The first list counts, since a
/// port has one.
pub(super) fn of(source: &str) -> BTreeMap<u32, String> {
    let mut musts = BTreeMap::new();
    let mut last = 0;
    for line in source.lines() {
        let Some(text) = line.strip_prefix("/// ") else {
            last = 0;
            continue;
        };
        if let Some((number, text)) = numbered(text) {
            last = if number as usize == musts.len() + 1 || number > last { number } else { 0 };
            if last > 0 {
                musts.entry(number).or_insert_with(|| plain(text));
            }
        } else if let Some(must) = musts.get_mut(&last).filter(|_| text.starts_with("   ")) {
            must.push(' ');
            must.push_str(&plain(text.trim()));
        } else {
            last = 0;
        }
    }
    musts
}

fn numbered(text: &str) -> Option<(u32, &str)> {
    let (number, text) = text.split_once(". ")?;
    Some((number.parse().ok()?, text))
}

/// Without the links that only rustdoc follows, and without what ends a cell.
fn plain(text: &str) -> String {
    text.replace("[`", "`").replace("`]", "`").replace("crate::", "").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_its_line_and_the_indented_ones_below_it() {
        let source = "\
/// A port. Every implementation:
///
/// 1. `a` MUST say [`crate::Thing`],
///    and no more.
/// 2. `b` MUST.
///
/// 9. of something else
#[async_trait]
";
        let musts = of(source);
        assert_eq!(musts[&1], "`a` MUST say `Thing`, and no more.");
        assert_eq!(musts[&2], "`b` MUST.");
    }
}
