use super::*;

#[test]
fn pauses_grow_to_the_bound_and_stay_there() {
    let mut backoff = Backoff::default();
    let pauses: Vec<_> = (0..20).map(|_| backoff.next_pause()).collect();
    assert!(pauses[0] >= PAUSE_FIRST / 2 && pauses[0] <= PAUSE_FIRST);
    assert!(pauses[19] >= PAUSE_MAX / 2 && pauses[19] <= PAUSE_MAX);
}

#[test]
fn a_success_begins_again_with_a_short_pause() {
    let mut backoff = Backoff::default();
    for _ in 0..20 {
        backoff.next_pause();
    }
    backoff.reset();
    assert!(backoff.next_pause() <= PAUSE_FIRST);
}

#[test]
fn two_peers_do_not_wait_the_same_time() {
    let (mut one, mut other) = (Backoff::default(), Backoff::default());
    let differs = (0..20).any(|_| one.next_pause() != other.next_pause());
    assert!(differs, "twenty equal random pauses");
}
