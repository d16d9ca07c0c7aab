use super::*;

const LIST: &str = "\
# services
http            80/tcp          www # WorldWideWeb
domain          53/udp
gearman         4730/udp
dispatch        7003/tcp        jobs
";

#[test]
fn a_port_has_a_number() {
    assert_eq!(parse("0"), Ok(0));
    assert_eq!(parse("65535"), Ok(65_535));
    for wrong in ["65536", "-1", "+x", "47 30", "4730/tcp"] {
        assert!(parse(wrong).unwrap_err().contains("0 to 65535"), "{wrong}");
    }
}

#[test]
fn a_service_has_its_port_under_each_of_its_names() {
    assert_eq!(of_service("http", LIST), Some(80));
    assert_eq!(of_service("www", LIST), Some(80));
    assert_eq!(of_service("jobs", LIST), Some(7_003));
}

#[test]
fn services_over_udp_and_comments_do_not_count() {
    assert_eq!(of_service("domain", LIST), None);
    assert_eq!(of_service("WorldWideWeb", LIST), None);
    assert_eq!(of_service("", LIST), None);
}

#[test]
fn the_port_of_gearman_is_known_without_a_list() {
    assert_eq!(of_service("gearman", LIST), Some(4_730));
    assert_eq!(of_service("gearman", ""), Some(4_730));
    assert!(parse("no-such-service").unwrap_err().contains("service"));
}
