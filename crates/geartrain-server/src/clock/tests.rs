use super::*;

#[test]
fn time_starts_at_the_wall_clock() {
    let clock = Clock::start_at(UNIX_EPOCH + Duration::from_millis(1_700_000_000_123));
    let now = clock.now().0;
    assert!((1_700_000_000_123..1_700_000_010_000).contains(&now));
    assert_eq!(clock.start_micros(), 1_700_000_000_123_000);
}

#[test]
fn time_has_come_at_its_instant() {
    let clock = Clock::start_at(UNIX_EPOCH + Duration::from_micros(1_234_567_899));
    let at = clock.now().plus_ms(5);
    assert_eq!(clock.at(clock.instant_of(at)), at);
}

#[test]
fn a_moment_that_has_passed_is_now_or_earlier() {
    let clock = Clock::start();
    assert!(clock.instant_of(Timestamp(0)) <= Instant::now());
}

#[test]
fn the_end_of_time_is_a_day_ahead() {
    let clock = Clock::start();
    let ahead = clock.instant_of(Timestamp(u64::MAX)) - Instant::now();
    assert!(ahead <= SLEEP_MAX && ahead > SLEEP_MAX / 2);
}

#[test]
fn a_wall_clock_before_the_epoch_counts_as_the_epoch() {
    let clock = Clock::start_at(UNIX_EPOCH - Duration::from_secs(5));
    assert_eq!(clock.start_micros(), 0);
}

#[test]
fn a_wall_clock_that_is_set_is_seen_beside_the_time() {
    let wall = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let clock = Clock::start_at(wall);
    let later = clock.started + Duration::from_secs(10);
    let ahead = |seconds| clock.ahead_ms(wall + Duration::from_secs(seconds), later);
    assert_eq!(ahead(10), 0);
    assert_eq!(ahead(3_610), 3_600_000);
    assert_eq!(ahead(0), -10_000);
    let before_1970 = UNIX_EPOCH - Duration::from_secs(1);
    assert_eq!(clock.ahead_ms(before_1970, later), -1_700_000_010_000);
}
