use super::*;

fn shown(text: &str) -> String {
    text.parse::<ServerAddress>().unwrap().to_string()
}

#[test]
fn a_port_that_is_left_out_is_the_protocols_own() {
    assert_eq!(shown("jobs.example"), "jobs.example:4730");
    assert_eq!(shown("192.0.2.7"), "192.0.2.7:4730");
    assert_eq!(shown("::1"), "[::1]:4730");
    assert_eq!(shown("[2001:db8::7]"), "[2001:db8::7]:4730");
}

#[test]
fn a_given_port_is_taken() {
    assert_eq!(shown("jobs.example:7"), "jobs.example:7");
    assert_eq!(shown("[::1]:65535"), "[::1]:65535");
}

#[test]
fn an_ipv6_host_is_kept_without_brackets() {
    let address: ServerAddress = "[::1]:5".parse().unwrap();
    assert_eq!((address.host(), address.port()), ("::1", 5));
}

#[test]
fn what_is_no_address_is_refused_with_the_reason() {
    let wrong = |text: &str| text.parse::<ServerAddress>().unwrap_err();
    assert_eq!(wrong(""), AddressError::NoHost(String::new()));
    assert_eq!(wrong(":4730"), AddressError::NoHost(":4730".into()));
    assert_eq!(wrong("a b"), AddressError::NoHost("a b".into()));
    assert_eq!(wrong("host:"), AddressError::Port("host:".into()));
    assert_eq!(wrong("host:0"), AddressError::Port("host:0".into()));
    assert_eq!(wrong("host:70000"), AddressError::Port("host:70000".into()));
    assert_eq!(wrong("[::1"), AddressError::Brackets("[::1".into()));
    assert_eq!(
        wrong("[::1]4730"),
        AddressError::Brackets("[::1]4730".into())
    );
    assert_eq!(wrong("[host]:1"), AddressError::Brackets("[host]:1".into()));
    assert_eq!(
        wrong("fe80::zz:1"),
        AddressError::Brackets("fe80::zz:1".into())
    );
}

#[test]
fn a_list_names_each_server_once_and_without_any_the_own_machine() {
    let list = |texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
        ServerAddress::list(&texts).map(|servers| {
            let shown = servers.iter().map(ToString::to_string);
            shown.collect::<Vec<_>>().join(" ")
        })
    };
    assert_eq!(list(&["b:1", "a", "b:1"]).unwrap(), "b:1 a:4730");
    assert_eq!(list(&[]).unwrap(), "localhost:4730");
    assert_eq!(
        list(&["a", "b:x"]),
        Err(AddressError::Port("b:x".to_owned()))
    );
}
