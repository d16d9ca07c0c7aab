use super::*;

fn layer(words: &[&str]) -> Layer {
    let words: Vec<OsString> = ["geartraind"].iter().chain(words).map(Into::into).collect();
    Layer::of_words(&words, &Settings::new()).unwrap()
}

fn words(layer: &Layer) -> Vec<String> {
    let words = layer.words().into_iter().skip(1);
    words.map(|word| word.into_string().unwrap()).collect()
}

#[test]
fn a_command_line_is_what_it_says_and_no_default() {
    let said = words(&layer(&["-p", "1", "-R", "-L", "a", "--listen=b", "-p2"]));
    assert_eq!(
        said,
        ["--listen=a", "--listen=b", "--port=2", "--round-robin"]
    );
    assert!(words(&layer(&[])).is_empty());
}

#[test]
fn what_counts_more_replaces_single_values_and_lists() {
    let merged =
        layer(&["-L", "a", "-L", "b", "-p", "1", "-t", "3"]).under(layer(&["-L", "c", "-p", "2"]));
    assert_eq!(words(&merged), ["--listen=c", "--port=2", "--threads=3"]);
}

#[test]
fn what_counts_more_is_not_undone_by_a_rival_below() {
    for (below, above) in [
        ("--log-filter=debug", "--verbose=ERROR"),
        ("--no-keepalive", "--keepalive"),
        ("--round-robin", "--function-order=registration"),
    ] {
        assert_eq!(words(&layer(&[below]).under(layer(&[above]))), [above]);
        assert_eq!(words(&layer(&[above]).under(layer(&[below]))), [below]);
    }
}

#[test]
fn rivals_in_one_place_stay_as_they_are() {
    let both = ["--log-filter=debug", "--verbose=ERROR"];
    assert_eq!(words(&layer(&[]).under(layer(&both))), both);
}

#[test]
fn a_flag_set_to_false_undoes_one_below() {
    let settings = Settings::new();
    let mut above = Layer::default();
    for name in ["keepalive", "round-robin"] {
        let setting = settings.find(name).unwrap();
        above.say(setting, Said::Flag(false), &settings);
    }
    let merged = layer(&["--keepalive", "--round-robin"]).under(above);
    assert_eq!(words(&merged), ["--no-keepalive"]);
}

#[test]
fn differences_are_told_by_name() {
    let one = layer(&["-p", "1", "-t", "3"]);
    let mut other = layer(&["-p", "2", "-t", "3", "-R"]);
    let settings = Settings::new();
    let daemon = settings.find("daemon").unwrap();
    other.say(daemon, Said::Flag(false), &settings);
    assert_eq!(one.differences(&other), ["port", "round-robin"]);
    assert!(one.differences(&one).is_empty());
}
