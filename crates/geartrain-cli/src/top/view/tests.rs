use std::time::Instant;

use super::*;

fn function(name: &str, waiting: u64) -> Function {
    Function {
        function: name.to_owned(),
        total: waiting + 1,
        waiting,
        high: 0,
        normal: waiting,
        low: 0,
        running: 1,
        workers: 2,
    }
}

fn counts(submitted: f64, ended: f64, oldest: f64) -> Option<Counts> {
    Some(Counts {
        submitted,
        ended,
        oldest,
    })
}

fn sample(at: Instant, functions: Vec<(Function, Option<Counts>)>) -> Sample {
    Sample { at, functions }
}

#[test]
fn a_rate_is_what_was_added_between_two_looks() {
    let start = Instant::now();
    let mut view = View::new("jobs:4730".to_owned());
    view.add(sample(
        start,
        vec![(function("f", 3), counts(10.0, 5.0, 1.0))],
    ));
    let later = start + Duration::from_secs(2);
    view.add(sample(
        later,
        vec![(function("f", 4), counts(30.0, 9.0, 75.0))],
    ));
    let [cells] = &view.cells()[..] else {
        panic!("one row")
    };
    assert_eq!(cells, &["f", "4", "1", "2", "10.0", "2.0", "1m15s"]);
}

#[test]
fn a_server_that_started_anew_has_no_negative_rate() {
    let before = counts(50.0, 50.0, 0.0).expect("counts");
    let now = counts(1.0, 0.0, 0.0).expect("counts");
    assert_eq!(rates(now, before, Duration::from_secs(1)), (0.0, 0.0));
}

#[test]
fn without_metrics_rates_and_ages_are_left_out() {
    let mut view = View::new("jobs:4730".to_owned());
    view.add(sample(Instant::now(), vec![(function("f", 3), None)]));
    assert_eq!(view.cells()[0][4..], ["-", "-", "-"]);
    assert!(view.text().contains("no rates and ages: see --metrics"));
}

#[test]
fn the_longest_queue_comes_first_until_another_order_is_asked_for() {
    let mut view = View::new("jobs:4730".to_owned());
    let functions = vec![(function("a", 1), None), (function("b", 9), None)];
    view.add(sample(Instant::now(), functions));
    let names = |view: &View| -> Vec<String> {
        view.cells().iter().map(|cells| cells[0].clone()).collect()
    };
    assert_eq!(names(&view), ["b", "a"]);
    for _ in 0..3 {
        view.sort_by_next();
    }
    assert_eq!(names(&view), ["a", "b"]);
}

#[test]
fn scrolling_stops_at_the_last_row() {
    let mut view = View::new("jobs:4730".to_owned());
    let functions = vec![(function("a", 2), None), (function("b", 1), None)];
    view.add(sample(Instant::now(), functions));
    for _ in 0..5 {
        view.scroll_down();
    }
    assert_eq!(view.cells().len(), 1);
    for _ in 0..5 {
        view.scroll_up();
    }
    assert_eq!(view.cells().len(), 2);
}

#[test]
fn all_fits_into_80_columns() {
    let mut view = View::new("jobs.example.com:4730".to_owned());
    let long = function(&"x".repeat(300), 99_999_999);
    view.add(sample(Instant::now(), vec![(long, counts(0.0, 0.0, 1e9))]));
    let text = view.text();
    assert!(text.lines().all(|line| line.len() <= 80), "{text}");
}

#[test]
fn ages_and_amounts_stay_short() {
    let ages = [0.4, 59.0, 192.0, 7500.0, 356_400.0].map(age);
    assert_eq!(ages, ["0s", "59s", "3m12s", "2h05m", "4d03h"]);
    assert_eq!(
        [0.0, 2.0, 5000.0, 1e6].map(amount),
        ["0", "2.0", "5000", "1000k"]
    );
}

#[test]
fn a_server_that_is_lost_leaves_what_was_seen_last() {
    let mut view = View::new("jobs:4730".to_owned());
    view.add(sample(Instant::now(), vec![(function("f", 3), None)]));
    view.lose("cannot connect".to_owned());
    assert!(view.summary()[1].ends_with("trying again: cannot connect"));
    assert_eq!(view.cells()[0][0], "f");
    view.add(sample(Instant::now(), vec![(function("f", 3), None)]));
    assert!(!view.text().contains("cannot connect"));
}

#[test]
fn jobs_that_nobody_can_run_are_counted_and_marked() {
    let mut view = View::new("jobs:4730".to_owned());
    let stranded = Function {
        workers: 0,
        ..function("lonely", 5)
    };
    view.add(sample(
        Instant::now(),
        vec![(stranded, None), (function("served", 3), None)],
    ));
    assert!(view.summary()[0].ends_with("5 waiting without a worker"));
    assert_eq!(view.stranded().collect::<Vec<bool>>(), [true, false]);
}

#[test]
fn a_function_without_waiting_jobs_has_no_oldest() {
    let mut view = View::new("jobs:4730".to_owned());
    view.add(sample(
        Instant::now(),
        vec![(function("f", 0), counts(0.0, 0.0, 0.0))],
    ));
    assert_eq!(view.cells()[0][6], "-");
}

#[test]
fn programs_get_a_function_its_rates_and_its_oldest_job() {
    let start = Instant::now();
    let later = start + Duration::from_secs(2);
    let mut view = View::new("jobs:4730".to_owned());
    for (at, counts) in [
        (start, counts(10.0, 5.0, 1.0)),
        (later, counts(30.0, 9.0, 75.0)),
    ] {
        view.add(sample(at, vec![(function("f", 3), counts)]));
    }
    let fields = serde_json::json!([{
        "function": "f", "total": 4, "waiting": 3, "high": 0, "normal": 3, "low": 0,
        "running": 1, "workers": 2,
        "submitted_per_second": 10.0, "ended_per_second": 2.0, "oldest_seconds": 75.0,
    }]);
    assert_eq!(serde_json::to_value(view.rows()).expect("JSON"), fields);
}

#[test]
fn programs_get_nothing_for_what_is_not_known() {
    let mut view = View::new("jobs:4730".to_owned());
    view.add(sample(Instant::now(), vec![(function("f", 3), None)]));
    let rows = serde_json::to_value(view.rows()).expect("JSON");
    for field in ["submitted_per_second", "ended_per_second", "oldest_seconds"] {
        assert!(rows[0][field].is_null(), "{field}");
    }
}
