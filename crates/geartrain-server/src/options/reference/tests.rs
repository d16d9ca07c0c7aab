use std::fs;
use std::path::Path;

use super::*;

/// Set where the page is to be written instead of compared.
const WRITE: &str = "GEARTRAIN_TEST_WRITE_DOCS";

#[test]
fn the_page_of_settings_lists_exactly_what_there_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference-options.md");
    let page = page();
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let differing = page
        .lines()
        .zip(written.lines())
        .find(|(one, other)| one != other);
    assert!(
        written == page,
        "{} is not what the options say; set {WRITE}=1 to write it anew: {differing:?}",
        path.display()
    );
}

#[test]
fn each_setting_has_a_row_of_its_own() {
    let page = page();
    for setting in Settings::new().iter() {
        let rows = page.lines().filter(|line| {
            let name = format!("`--{}", setting.name());
            let mut rest = line
                .strip_prefix("| ")
                .into_iter()
                .flat_map(|row| row.split_once(&name));
            rest.any(|(before, after)| {
                before.len() <= "`-x` ".len() && after.starts_with(['`', ' '])
            })
        });
        assert!(rows.count() >= 1, "{}", setting.name());
    }
}

#[test]
fn whatever_is_reloaded_exists() {
    let settings = Settings::new();
    for name in RELOADED {
        assert!(settings.find(name).is_some(), "{name}");
    }
}
