use super::*;

fn clients(peers: &[u64]) -> Clients {
    let mut clients = Clients::default();
    peers.iter().for_each(|peer| clients.push(PeerId(*peer)));
    clients
}

#[test]
fn clients_stand_in_the_order_in_which_they_came() {
    for peers in [&[] as &[u64], &[7], &[7, 3], &[7, 3, 7]] {
        let ids: Vec<PeerId> = peers.iter().copied().map(PeerId).collect();
        assert_eq!(clients(peers).as_slice(), ids);
        assert_eq!(clients(peers).is_empty(), peers.is_empty());
    }
}

#[test]
fn a_peer_goes_with_all_of_its_submissions() {
    for (before, after) in [
        (&[] as &[u64], &[] as &[u64]),
        (&[7], &[]),
        (&[3], &[3]),
        (&[7, 3, 7], &[3]),
        (&[7, 7], &[]),
    ] {
        let mut left = clients(before);
        left.remove(PeerId(7));
        assert_eq!(left.as_slice(), clients(after).as_slice());
    }
}

#[test]
fn a_job_carries_two_words_for_its_clients() {
    assert_eq!(size_of::<Clients>(), 16);
}
