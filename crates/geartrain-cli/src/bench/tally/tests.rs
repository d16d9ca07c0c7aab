use super::*;

fn sample(done: u64, ms: u64, cpu_us: u64) -> Sample {
    Sample {
        done,
        elapsed: Duration::from_millis(ms),
        cpu: Some(Duration::from_micros(cpu_us)),
    }
}

#[test]
fn the_last_tenth_shows_that_a_run_became_slower() {
    let samples = [
        sample(0, 0, 0),
        sample(10, 100, 50),
        sample(90, 1_000, 500),
        sample(100, 1_400, 800),
    ];
    let [first, last] = tenths(&samples).unwrap();
    assert_eq!((first.per_second, first.cpu_us_each), (100.0, Some(5.0)));
    assert_eq!((last.per_second, last.cpu_us_each), (25.0, Some(30.0)));
}

#[test]
fn a_run_without_a_job_has_no_pace() {
    assert_eq!(tenths(&[sample(0, 0, 0), sample(0, 5, 5)]), None);
}

#[test]
fn samples_stay_few_and_begin_with_the_first() {
    let tally = Tally::begin(None, None);
    for _ in 0..100_000 {
        tally.add(1);
    }
    let samples = tally.shared.samples.borrow();
    assert!(samples.len() <= SAMPLES_MAX);
    assert!(samples.len() > SAMPLES_MAX / 4);
    assert_eq!(samples[0].done, 0);
}

#[test]
fn a_run_without_time_is_over_at_once() {
    assert!(Tally::begin(None, Some(Duration::ZERO)).is_time_up());
    assert!(!Tally::begin(None, None).is_time_up());
}
