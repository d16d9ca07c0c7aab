//! Where a server listens, and why it does not.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use crate::support::*;

#[test]
fn a_taken_port_ends_the_start_with_its_name() {
    let server = TestServer::ours();
    let mut second = config();
    second.gear.port = server.address().port();
    let error = TestServer::try_with(&second).err().unwrap().to_string();
    let expected = format!(
        "cannot listen on {}: address already in use",
        server.address()
    );
    assert_eq!(error, expected);
}

#[test]
fn an_address_of_another_machine_ends_the_start() {
    let mut elsewhere = config();
    elsewhere.gear.hosts = vec!["192.0.2.1".into()];
    let error = TestServer::try_with(&elsewhere).err().unwrap().to_string();
    assert_eq!(
        error,
        "cannot listen on 192.0.2.1:0: this machine has no such address"
    );
}

#[test]
fn a_host_without_an_address_ends_the_start() {
    let mut nowhere = config();
    nowhere.gear.hosts = vec!["no-such-host.invalid".into()];
    let error = TestServer::try_with(&nowhere).err().unwrap().to_string();
    assert!(
        error.starts_with("cannot find an address of no-such-host.invalid: "),
        "{error}"
    );
}

#[test]
fn a_prefix_that_leaves_no_room_in_a_handle_ends_the_start() {
    let mut long = config();
    long.gear.handle_prefix = "x".repeat(60);
    assert!(TestServer::try_with(&long).is_err());
}

#[test]
fn a_host_name_will_do() {
    let server = TestServer::with(|config| config.gear.hosts = vec!["localhost".into()]);
    server.connect().settle();
}

#[test]
fn several_hosts_share_one_port() {
    let server = TestServer::with(|config| {
        config.gear.hosts = vec!["127.0.0.1".into(), "127.0.0.2".into(), "127.0.0.1".into()];
    });
    let port = server.address().port();
    let addresses = server.own().0.addresses().iter();
    let addresses: Vec<SocketAddr> = addresses.map(|address| address.socket).collect();
    let expected = ["127.0.0.1", "127.0.0.2"].map(|ip| SocketAddr::new(ip.parse().unwrap(), port));
    assert_eq!(addresses, expected);
    for address in addresses {
        Peer::connect(address).settle();
    }
}

#[test]
fn without_a_host_every_address_of_the_machine_is_listened_on() {
    let server = TestServer::with(|config| config.gear.hosts.clear());
    let port = server.address().port();
    Peer::connect((Ipv4Addr::LOCALHOST, port).into()).settle();
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok() {
        Peer::connect((Ipv6Addr::LOCALHOST, port).into()).settle();
    }
}

#[test]
fn the_port_is_free_again_right_after_a_stop() {
    let mut first = TestServer::ours();
    let address = first.address();
    let mut client = first.connect();
    client.settle();
    first.stop();
    client.expect_closed();
    let second = TestServer::with(|config| config.gear.port = address.port());
    second.connect().settle();
}
