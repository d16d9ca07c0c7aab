use std::time::Duration;

use crate::config::GearConfig;
use crate::options::tests::parse;

fn gear(words: &[&str]) -> GearConfig {
    parse(words).unwrap().config.gear
}

#[test]
fn several_hosts_are_listened_on_with_and_without_brackets() {
    let words = ["-L", "localhost", "--listen=[::1]", "-L127.0.0.2"];
    assert_eq!(gear(&words).hosts, ["localhost", "::1", "127.0.0.2"]);
}

#[test]
fn a_star_is_every_address() {
    assert!(gear(&["--listen=*"]).hosts.is_empty());
    assert!(gear(&["-L", "127.0.0.1", "-L", "*"]).hosts.is_empty());
}

#[test]
fn keepalive_is_on_until_it_is_switched_off() {
    let default = gear(&[]).keepalive.unwrap();
    assert_eq!(gear(&["--keepalive"]).keepalive, Some(default));
    assert_eq!(gear(&["--no-keepalive"]).keepalive, None);
    let both = gear(&["--no-keepalive", "--keepalive"]);
    assert_eq!(both.keepalive, Some(default), "the last word counts");
}

#[test]
fn minus_one_leaves_a_time_of_keepalive_at_its_default() {
    let default = gear(&[]).keepalive.unwrap();
    let words = [
        "--keepalive-idle",
        "-1",
        "--keepalive-interval",
        "5",
        "--keepalive-count=2",
    ];
    let keepalive = gear(&words).keepalive.unwrap();
    assert_eq!(keepalive.idle, default.idle);
    assert_eq!(keepalive.interval, Duration::from_secs(5));
    assert_eq!(keepalive.probes, 2);
}

#[test]
fn sizes_and_times_take_units() {
    let words = ["--packet-bytes-max", "1MiB", "--stop-grace", "250ms"];
    let gear = gear(&words);
    assert_eq!(gear.packet_bytes_max, 1 << 20);
    assert_eq!(gear.stop_grace, Duration::from_millis(250));
}
