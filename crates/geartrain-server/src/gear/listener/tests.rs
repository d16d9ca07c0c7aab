use super::*;

fn keepalive(idle: u64, interval: u64, probes: u32) -> Keepalive {
    Keepalive {
        idle: Duration::from_secs(idle),
        interval: Duration::from_secs(interval),
        probes,
    }
}

#[test]
fn a_peer_that_takes_nothing_has_five_minutes_or_as_long_as_probes_take() {
    assert_eq!(stall_max(keepalive(60, 15, 4)), STALL_MIN);
    assert_eq!(
        stall_max(keepalive(600, 30, 10)),
        Duration::from_secs(900),
        "probes are not cut short"
    );
    let for_ever = Keepalive {
        idle: Duration::MAX,
        ..keepalive(0, 1, 1)
    };
    assert_eq!(stall_max(for_ever), Duration::MAX);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_system_is_told_how_long_a_peer_may_take_nothing() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    bound_stall(&stream, None).unwrap();
    assert_eq!(SockRef::from(&stream).tcp_user_timeout().unwrap(), None);
    bound_stall(&stream, Some(keepalive(60, 15, 4))).unwrap();
    let told = SockRef::from(&stream).tcp_user_timeout().unwrap();
    assert_eq!(told, Some(STALL_MIN));
}
