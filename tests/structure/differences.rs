//! Deliberate differences from gearmand: what the transcripts declare, the page for users explains.

use std::collections::BTreeSet;
use std::fs;

/// What stands around a key in a transcript.
const DECLARED: (&str, &str) = ("differs(\"", "\")");

/// Begins a table that has keys in its first column.
const TABLE: &str = "| key |";

fn keys_in_transcripts() -> BTreeSet<String> {
    let folder = fs::read_dir(crate::root().join("tests/wire")).expect("there are transcripts");
    let paths = folder.map(|entry| entry.expect("an entry can be read").path());
    let sources = paths.filter(|path| path.is_file());
    let texts = sources.map(|path| fs::read_to_string(path).expect("a source file is text"));
    let keys = texts.flat_map(|text| {
        let rest = text.split(DECLARED.0).skip(1);
        let keys = rest.filter_map(|rest| rest.split_once(DECLARED.1));
        keys.map(|(key, _)| key.to_owned()).collect::<Vec<_>>()
    });
    keys.collect()
}

fn keys_on_the_page() -> Vec<String> {
    let page = crate::root().join("docs/differences-from-gearmand.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let mut has_keys = false;
    let mut keys = Vec::new();
    for line in page.lines() {
        has_keys = line.starts_with(TABLE) || has_keys && line.starts_with('|');
        let column = line.split('|').nth(1).unwrap_or_default().trim();
        let key = column
            .strip_prefix('`')
            .and_then(|rest| rest.strip_suffix('`'));
        keys.extend(key.filter(|_| has_keys).map(str::to_owned));
    }
    keys
}

#[test]
fn every_declared_difference_is_explained_once_and_no_other() {
    let declared = keys_in_transcripts();
    let explained = keys_on_the_page();
    assert!(declared.len() > 10, "the transcripts were found");
    let unique: BTreeSet<String> = explained.iter().cloned().collect();
    assert_eq!(unique.len(), explained.len(), "a key has two lines");
    assert_eq!(declared, unique);
}
