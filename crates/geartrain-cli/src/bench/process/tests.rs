use super::*;

#[test]
fn the_own_process_uses_memory_and_cpu_time() {
    let usage = Process::new(std::process::id()).unwrap().usage().unwrap();
    assert!(usage.memory_bytes > 100_000);
    assert!(usage.memory_peak_bytes >= usage.memory_bytes);
    assert!(usage.cpu > Duration::ZERO);
}

#[test]
fn cpu_time_counts_threads_that_ended() {
    let before = Process::own().cpu().unwrap();
    let spent = std::thread::spawn(|| {
        let clock = ClockId::CLOCK_THREAD_CPUTIME_ID;
        let mut hash = 1_u64;
        while Duration::from(clock.now().unwrap()) < Duration::from_millis(5) {
            hash = hash.wrapping_mul(31);
        }
        std::hint::black_box(hash);
    });
    spent.join().unwrap();
    let after = Process::own().cpu().unwrap();
    assert!(after - before >= Duration::from_millis(5));
}

#[test]
fn a_process_that_is_not_there_is_named() {
    let error = Process::new(999_999_999).unwrap_err();
    assert!(error.to_string().contains("999999999"), "{error}");
}
