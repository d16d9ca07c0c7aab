use super::*;

fn observed(durations_ms: &[u64]) -> Histogram {
    let durations = Durations::default();
    durations_ms.iter().for_each(|ms| durations.observe(*ms));
    durations.histogram()
}

fn totals(histogram: &Histogram) -> Vec<u64> {
    let buckets = histogram.get_bucket().iter();
    buckets.map(Bucket::cumulative_count).collect()
}

#[test]
fn a_bucket_holds_what_takes_as_long_as_its_bound_or_less() {
    let histogram = observed(&[0, 1, 2, 5, 6]);
    assert_eq!(totals(&histogram)[..4], [2, 4, 5, 5]);
}

#[test]
fn what_is_longer_than_every_bound_counts_all_the_same() {
    let histogram = observed(&[1, 7_200_001, 1_800_000]);
    assert_eq!(totals(&histogram).last(), Some(&2));
    assert_eq!(histogram.get_sample_count(), 3);
}

#[test]
fn the_sum_and_the_bounds_are_in_seconds() {
    let histogram = observed(&[1_500, 250]);
    assert!((histogram.get_sample_sum() - 1.75).abs() < 1e-9);
    let first = histogram.get_bucket()[0].upper_bound();
    assert!((first - 0.001).abs() < 1e-9);
}
