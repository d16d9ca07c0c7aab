#[path = "../../../../../tests/docs/generated_page.rs"]
mod generated_page;

use super::*;

#[test]
fn the_page_of_settings_lists_exactly_what_there_is() {
    generated_page::compare("reference-options.md", &page());
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
