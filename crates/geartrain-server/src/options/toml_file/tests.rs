use super::*;

fn words(text: &str) -> Vec<String> {
    let layer = parse(text, &Settings::new()).unwrap();
    let words = layer.words().into_iter().skip(1);
    words.map(|word| word.into_string().unwrap()).collect()
}

#[track_caller]
fn complaint(text: &str) -> (usize, String) {
    let complaint = parse(text, &Settings::new()).unwrap_err();
    assert!(!complaint.1.contains('\n'), "{complaint:?}");
    complaint
}

#[test]
fn values_of_all_types_are_taken() {
    let text = "\
        # ours\n\
        listen = [\"127.0.0.1\", \"::1\"]\n\
        port = 0x1000\n\
        packet-bytes-max = \"64MiB\"\n\
        outbox-bytes-max = 1_000\n\
        function-idle = 90\n\
        stop-grace = \"1m\"\n\
        verbose = 'ERROR'\n\
        exceptions = true\n\
        coredump = false\n\
        job-retries = -1\n\
        redis-port = 6379\n";
    let expected = [
        "--exceptions",
        "--function-idle=90",
        "--job-retries=-1",
        "--listen=127.0.0.1",
        "--listen=::1",
        "--outbox-bytes-max=1000",
        "--packet-bytes-max=64MiB",
        "--port=4096",
        "--redis-port=6379",
        "--stop-grace=1m",
        "--verbose=ERROR",
    ];
    assert_eq!(words(text), expected);
    assert_eq!(
        words("listen = \"::1\"\nport = \"gearman\""),
        ["--listen=::1", "--port=gearman"]
    );
    assert!(words("").is_empty());
}

#[test]
fn keepalive_is_switched_off_by_false() {
    assert_eq!(words("keepalive = false"), ["--no-keepalive"]);
    assert_eq!(words("keepalive = true"), ["--keepalive"]);
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_the_nearest() {
    let (line, message) = complaint("\n# two\nprot = 4730\n");
    assert_eq!(line, 3);
    assert_eq!(message, "unknown key prot; protocol and port are near");
    assert_eq!(complaint("xyzzy = 1").1, "unknown key xyzzy");
    assert!(complaint("no-keepalive = true").1.contains("keepalive"));
}

#[test]
fn a_value_of_another_type_is_told_with_what_is_expected() {
    for (text, message) in [
        (
            "threads = \"four\"",
            "threads is the text \"four\"; expected a number",
        ),
        (
            "daemon = 1",
            "daemon is the number 1; expected true or false",
        ),
        (
            "verbose = true",
            "verbose is true; expected a text in quotes",
        ),
        (
            "listen = [1]",
            "listen is a list; expected a text in quotes, or a list of them",
        ),
        (
            "port = 1.5",
            "port is the number 1.5; expected a number or the name of a service",
        ),
        (
            "user = 1979-05-27",
            "user is a date; expected a text in quotes",
        ),
    ] {
        assert_eq!(complaint(text), (1, message.to_owned()));
    }
}

#[test]
fn a_value_that_makes_no_sense_is_told_with_what_is_expected() {
    for (text, message) in [
        (
            "port = 70000",
            "port = 70000: expected a number from 0 to 65535",
        ),
        (
            "backlog = 0",
            "backlog = 0: expected a number from 1 to 2147483647",
        ),
        (
            "log-format = \"xml\"",
            "log-format = xml: expected text or json",
        ),
        (
            "stop-grace = \"soon\"",
            "stop-grace = soon: expected a time such as 90s or 10m",
        ),
    ] {
        assert_eq!(complaint(text), (1, message.to_owned()));
    }
}

#[test]
fn tables_and_other_ends_are_told() {
    let (line, message) = complaint("port = 1\n[log]\nfile = \"x\"\n");
    assert_eq!(
        (line, message.as_str()),
        (2, "log is a table; settings stand in no table")
    );
    assert_eq!(
        complaint("check-args = true").1,
        "check-args belongs on the command line"
    );
    assert_eq!(
        complaint("config = \"x\"").1,
        "config belongs on the command line"
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    assert_eq!(complaint("port = 1\n--port=4730\n").0, 2);
    assert_eq!(complaint("port = 1\nport = 2\n").0, 2);
    assert_eq!(complaint("listen = [\"a\"").0, 1);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = read(folder.path(), &Settings::new())
        .unwrap_err()
        .to_string();
    assert!(error.contains(folder.path().to_str().unwrap()), "{error}");
}
