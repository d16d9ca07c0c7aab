use super::*;

fn of(variables: &[(&str, &str)]) -> Result<(Vec<String>, Vec<String>), String> {
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.into()))
        .collect();
    let environment = read(&variables, &Settings::new()).map_err(|error| error.to_string())?;
    let words = environment.layer.words().into_iter().skip(1);
    let words = words.map(|word| word.into_string().unwrap()).collect();
    Ok((words, environment.warnings))
}

#[test]
fn variables_are_settings_of_the_same_name() {
    let (words, warnings) = of(&[
        ("GEARTRAIN_EXCEPTIONS", "yes"),
        ("GEARTRAIN_KEEPALIVE", "off"),
        ("GEARTRAIN_LISTEN", "127.0.0.1, ::1"),
        ("GEARTRAIN_LOG_FILE", ""),
        ("GEARTRAIN_PACKET_BYTES_MAX", "64MiB"),
        ("GEARTRAIN_PORT", "4731"),
        ("GEARTRAIN_ROUND_ROBIN", "0"),
    ])
    .unwrap();
    let expected = [
        "--exceptions",
        "--listen=127.0.0.1",
        "--listen=::1",
        "--no-keepalive",
        "--packet-bytes-max=64MiB",
        "--port=4731",
    ];
    assert_eq!(words, expected);
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn a_wrong_value_is_told_with_the_variable() {
    for (name, value, line) in [
        (
            "GEARTRAIN_PORT",
            "many",
            "GEARTRAIN_PORT is many: expected a number or the name of a service over TCP",
        ),
        (
            "GEARTRAIN_DAEMON",
            "maybe",
            "GEARTRAIN_DAEMON is maybe: expected true or false",
        ),
        (
            "GEARTRAIN_THREADS",
            "-1",
            "GEARTRAIN_THREADS is -1: expected a number from 0 to 1024",
        ),
    ] {
        assert_eq!(of(&[(name, value)]).unwrap_err(), line);
    }
}

#[test]
fn an_unknown_variable_is_told_with_the_nearest() {
    let (words, warnings) = of(&[("GEARTRAIN_PROT", "1"), ("GEARTRAIN_CHECK_ARGS", "1")]).unwrap();
    assert!(words.is_empty());
    assert_eq!(
        warnings[0],
        "the variable GEARTRAIN_PROT means nothing; GEARTRAIN_PROTOCOL and GEARTRAIN_PORT are near"
    );
    assert!(warnings[1].starts_with("the variable GEARTRAIN_CHECK_ARGS means nothing"));
}

#[test]
fn variables_of_others_are_passed_over() {
    let variables = [
        ("GEARTRAIN_PORT", "tcp://10.0.0.7:4730"),
        ("GEARTRAIN_PORT_4730_TCP_ADDR", "10.0.0.7"),
        ("GEARTRAIN_SERVER", "localhost"),
        ("GEARTRAIN_SERVICE_HOST", "10.0.0.7"),
        ("GEARTRAIN_TEST_STORE", "x"),
    ];
    assert_eq!(of(&variables).unwrap(), (vec![], vec![]));
}
