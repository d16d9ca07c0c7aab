use super::*;

#[test]
fn a_job_that_comes_again_is_noticed() {
    let payloads = Payloads::new(64);
    let seen = Seen::new(3).unwrap();
    seen.note_once(&payloads.of(2)).unwrap();
    seen.note_once(&payloads.of(0)).unwrap();
    assert!(seen.note_once(&payloads.of(2)).is_err());
    assert_eq!(seen.count(), 2);
}

#[test]
fn a_payload_of_another_load_or_a_changed_one_is_refused() {
    let seen = Seen::new(3).unwrap();
    assert!(seen.note(&Payloads::new(64).of(3)).is_err());
    assert!(seen.note(b"short").is_err());
    let mut changed = Payloads::new(64).of(1).to_vec();
    changed[40] = b'y';
    assert!(seen.note(&changed).is_err());
}

#[test]
fn payloads_have_the_size_that_was_asked_for() {
    for size in [0, 1, 7, 8, 64, 4_096, 4_097, 1 << 20] {
        assert_eq!(Payloads::new(size).of(77).len(), size);
    }
}
