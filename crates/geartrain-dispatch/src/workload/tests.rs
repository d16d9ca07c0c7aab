use super::*;

#[test]
fn a_workload_comes_back_as_it_was_whatever_its_size() {
    for size in [0, 1, COPIED_BYTES_MAX, COPIED_BYTES_MAX + 1, 100_000] {
        let bytes = Bytes::from(vec![7; size]);
        let workload = Workload::new(bytes.clone());
        assert_eq!(workload.as_slice(), bytes);
        assert_eq!(workload.to_bytes(), bytes);
    }
}

#[test]
fn a_large_workload_is_shared_and_a_small_one_is_not() {
    let large = Bytes::from(vec![7; COPIED_BYTES_MAX + 1]);
    let given = Workload::new(large.clone()).to_bytes();
    assert_eq!(given.as_ptr(), large.as_ptr());
    let buffer = Bytes::from(vec![7; 100_000]);
    let small = Workload::new(buffer.slice(10..20));
    assert_ne!(small.as_slice().as_ptr(), buffer[10..].as_ptr());
    assert!(buffer.is_unique(), "a small workload keeps no buffer alive");
}

#[test]
fn a_small_workload_of_its_own_is_not_copied_to_wait() {
    let bytes = Bytes::copy_from_slice(&[7; 64]);
    let before = bytes.as_ptr();
    assert_eq!(Workload::new(bytes).as_slice().as_ptr(), before);
}

#[test]
fn a_job_carries_two_words_for_its_workload() {
    assert_eq!(size_of::<Workload>(), 16);
}
