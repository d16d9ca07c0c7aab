use std::collections::BTreeSet;

use super::*;

#[test]
fn every_option_has_a_key_and_a_variable_of_its_own() {
    let settings = Settings::new();
    let with_key = || settings.iter().filter(|setting| setting.has_key());
    let names: BTreeSet<_> = with_key().map(Setting::variable).collect();
    assert_eq!(names.len(), with_key().count());
    assert!(names.contains("GEARTRAIN_PACKET_BYTES_MAX"));
    assert!(with_key().count() > 40);
}

#[test]
fn what_asks_for_no_server_stands_on_the_command_line_only() {
    let settings = Settings::new();
    let is = |name: &str| {
        let setting = settings.find(name).unwrap();
        (setting.has_key(), setting.has_variable())
    };
    assert_eq!(is("check-args"), (false, false));
    assert_eq!(is("no-keepalive"), (false, false));
    assert_eq!(is("config"), (false, true));
    assert_eq!(is("port"), (true, true));
}

#[test]
fn the_types_of_values_follow_from_the_declarations() {
    let settings = Settings::new();
    for (name, kind) in [
        ("daemon", Kind::Flag),
        ("threads", Kind::Number),
        ("keepalive-idle", Kind::Number),
        ("port", Kind::Port),
        ("packet-bytes-max", Kind::Size),
        ("stop-grace", Kind::Time),
        ("log-file", Kind::Text),
        ("listen", Kind::Texts),
        ("mysql-port", Kind::Any),
    ] {
        assert_eq!(settings.find(name).unwrap().kind(), kind, "{name}");
    }
}

#[test]
fn a_typo_is_near_to_what_was_meant() {
    let settings = Settings::new();
    let near = |typo| nearest(typo, settings.iter().map(Setting::name));
    assert_eq!(near("prot"), ["protocol", "port"]);
    assert_eq!(near("pid-fiel")[0], "pid-file");
    assert_eq!(near("log_file")[0], "log-file");
    assert_eq!(near("threds")[0], "threads");
    assert!(near("bogus").is_empty());
    assert!(near("").is_empty());
}

#[test]
fn proposals_end_a_sentence() {
    let proposal = |names: &[&str]| proposal(names, |name| format!("'{name}'"));
    assert_eq!(proposal(&[]), "");
    assert_eq!(proposal(&["a"]), "; 'a' is near");
    assert_eq!(proposal(&["a", "b", "c"]), "; 'a', 'b' and 'c' are near");
}
