use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use geartrain_dispatch::{
    Change, EndReason, Event, FunctionId, JobId, KeptJob, Mode, Priority, PriorityClass, Record,
    Timestamp, Unique,
};
use geartrain_store::Group;

use super::Metrics;
use crate::hub::FunctionRow;

const RESIZE: FunctionId = FunctionId(1);
const MAIL: FunctionId = FunctionId(2);

fn change(function: FunctionId, class: PriorityClass, event: Event) -> Change {
    Change {
        job: JobId(1),
        function,
        class,
        mode: Mode::Background,
        event,
    }
}

fn row(id: FunctionId, name: &'static str) -> FunctionRow {
    FunctionRow {
        id,
        name: name.into(),
        ready: [1, 2, 3],
        delayed: [4, 0, 0],
        running: 5,
        buried: 6,
        workers: 7,
        oldest_ready_ms: Some(1_500),
    }
}

fn lines_with<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines()
        .filter(|line| !line.starts_with('#') && line.contains(word))
        .collect()
}

#[track_caller]
fn assert_line(text: &str, line: &str) {
    assert!(
        text.lines().any(|other| other == line),
        "no {line:?} in\n{text}"
    );
}

#[test]
fn a_life_of_a_job_is_counted_under_its_function_and_priority() {
    let metrics = Metrics::new();
    metrics.function_known(RESIZE, b"resize");
    for event in [
        Event::Submitted,
        Event::Started { waited_ms: 20 },
        Event::Returned,
        Event::Started { waited_ms: 2_000 },
        Event::Ended(EndReason::Completed { ran_ms: 300 }),
    ] {
        metrics.jobs_changed(&[change(RESIZE, PriorityClass::High, event)]);
    }
    let text = metrics.render(Some(&[]));
    let labels = r#"{function="resize",priority="high"}"#;
    assert_line(&text, &format!("geartrain_jobs_submitted_total{labels} 1"));
    assert_line(&text, &format!("geartrain_jobs_started_total{labels} 2"));
    assert_line(&text, &format!("geartrain_jobs_retried_total{labels} 1"));
    assert_line(&text, &format!("geartrain_jobs_completed_total{labels} 1"));
    assert_line(&text, &format!("geartrain_jobs_failed_total{labels} 0"));
    assert_line(
        &text,
        r#"geartrain_job_wait_seconds_sum{function="resize"} 2.02"#,
    );
    assert_line(
        &text,
        r#"geartrain_job_wait_seconds_bucket{function="resize",le="0.05"} 1"#,
    );
    assert_line(
        &text,
        r#"geartrain_job_run_seconds_count{function="resize"} 1"#,
    );
}

#[test]
fn a_priority_that_no_job_had_takes_no_rows() {
    let metrics = Metrics::new();
    metrics.function_known(RESIZE, b"resize");
    metrics.jobs_changed(&[change(RESIZE, PriorityClass::Low, Event::Submitted)]);
    let text = metrics.render(Some(&[]));
    assert_eq!(lines_with(&text, "geartrain_jobs_submitted_total").len(), 1);
    assert_eq!(lines_with(&text, r#"priority="high""#).len(), 0);
}

#[test]
fn each_reason_of_an_end_without_a_worker_has_its_own_row() {
    let metrics = Metrics::new();
    metrics.function_known(RESIZE, b"resize");
    for (reason, name) in [
        (EndReason::Exhausted, "exhausted"),
        (EndReason::Cancelled, "cancelled"),
        (EndReason::Abandoned, "abandoned"),
        (EndReason::Evicted, "evicted"),
    ] {
        metrics.jobs_changed(&[change(RESIZE, PriorityClass::Normal, Event::Ended(reason))]);
        let labels = format!(r#"{{function="resize",priority="normal",reason="{name}"}}"#);
        let text = metrics.render(Some(&[]));
        assert_line(&text, &format!("geartrain_jobs_dropped_total{labels} 1"));
    }
}

#[test]
fn a_forgotten_function_takes_its_rows_along_and_starts_anew() {
    let metrics = Metrics::new();
    metrics.function_known(RESIZE, b"resize");
    metrics.jobs_changed(&[change(RESIZE, PriorityClass::Normal, Event::Submitted)]);
    metrics.function_forgotten(RESIZE);
    assert_eq!(lines_with(&metrics.render(Some(&[])), "resize").len(), 0);

    metrics.function_known(RESIZE, b"mail");
    metrics.jobs_changed(&[change(RESIZE, PriorityClass::Normal, Event::Submitted)]);
    let labels = r#"{function="mail",priority="normal"}"#;
    let text = metrics.render(Some(&[]));
    assert_line(&text, &format!("geartrain_jobs_submitted_total{labels} 1"));
}

#[test]
fn functions_beyond_the_bound_are_summed_until_a_label_is_free() {
    let metrics = Metrics::with_functions_max(1);
    metrics.function_known(RESIZE, b"resize");
    metrics.function_known(MAIL, b"mail");
    metrics.function_known(FunctionId(3), b"index");
    for function in [MAIL, FunctionId(3)] {
        metrics.jobs_changed(&[change(function, PriorityClass::Normal, Event::Submitted)]);
    }
    let text = metrics.render(Some(&[row(RESIZE, "resize"), row(MAIL, "mail")]));
    let labels = r#"{function="_other",priority="normal"}"#;
    assert_line(&text, &format!("geartrain_jobs_submitted_total{labels} 2"));
    assert_line(&text, r#"gearman_workers{function="resize"} 7"#);
    assert_line(&text, r#"gearman_workers{function="_other"} 7"#);
    assert_eq!(lines_with(&text, "mail").len(), 0);

    metrics.function_forgotten(RESIZE);
    metrics.function_known(RESIZE, b"late");
    let text = metrics.render(Some(&[row(RESIZE, "late")]));
    assert_line(&text, r#"gearman_workers{function="late"} 7"#);
}

#[test]
fn the_present_state_has_the_names_that_dashboards_know() {
    let metrics = Metrics::new();
    metrics.function_known(RESIZE, b"resize");
    let text = metrics.render(Some(&[row(RESIZE, "resize")]));
    assert_line(&text, "gearman_up 1");
    assert_line(&text, r#"gearman_version_info{version="0.1.0"} 1"#);
    assert_line(&text, r#"gearman_jobs{function="resize"} 15"#);
    assert_line(&text, r#"gearman_jobs_running{function="resize"} 5"#);
    assert_line(&text, r#"gearman_jobs_waiting{function="resize"} 10"#);
    assert_line(&text, r#"gearman_workers{function="resize"} 7"#);
    assert_line(
        &text,
        r#"geartrain_jobs_ready{function="resize",priority="low"} 3"#,
    );
    assert_line(
        &text,
        r#"geartrain_oldest_ready_job_age_seconds{function="resize"} 1.5"#,
    );
}

#[test]
fn without_a_dispatcher_the_server_counts_as_down() {
    assert_line(&Metrics::new().render(None), "gearman_up 0");
}

#[test]
fn a_name_that_is_no_text_is_escaped() {
    let metrics = Metrics::new();
    metrics.function_known(RESIZE, b"a\xff\"\n");
    let text = metrics.render(Some(&[row(RESIZE, "")]));
    assert_line(&text, r#"gearman_workers{function="a\\xff\"\n"} 7"#);
}

#[test]
fn names_that_look_the_same_share_no_row() {
    let metrics = Metrics::new();
    metrics.function_known(RESIZE, b"a\xff");
    metrics.function_known(MAIL, b"a\\xff");
    metrics.function_known(FunctionId(3), b"_other");
    let rows = [row(RESIZE, ""), row(MAIL, ""), row(FunctionId(3), "")];
    let text = metrics.render(Some(&rows));
    assert_eq!(lines_with(&text, "gearman_workers").len(), 2);
    metrics.function_forgotten(MAIL);
    let text = metrics.render(Some(&rows));
    assert_line(&text, r#"gearman_workers{function="a\\xff"} 7"#);
}

#[test]
fn connections_and_bytes_are_counted() {
    let metrics = Metrics::new();
    metrics.connection_opened();
    metrics.connection_opened();
    metrics.connection_closed();
    metrics.connection_refused();
    metrics.bytes_received(12);
    metrics.bytes_sent(30);
    let text = metrics.render(None);
    assert_line(&text, "geartrain_connections 1");
    assert_line(&text, "geartrain_connections_opened_total 2");
    assert_line(&text, "geartrain_connections_refused_total 1");
    assert_line(&text, "geartrain_received_bytes_total 12");
    assert_line(&text, "geartrain_sent_bytes_total 30");
}

fn background_job(id: u64) -> Record {
    Record::Added(Box::new(KeptJob {
        job: JobId(id),
        function: "resize".into(),
        unique: Unique::None,
        workload: "cat".into(),
        reducer: None,
        priority: Priority::NORMAL,
        submitted: Timestamp(0),
        not_before: None,
        attempts: 0,
        is_buried: false,
    }))
}

#[test]
fn commits_are_counted_with_what_they_write_and_what_they_spare() {
    let metrics = Metrics::new();
    let store = metrics.store_opened(Path::new("/nowhere/jobs.sqlite3"), || true);
    let mut group = Group::default();
    for job in 1..=3 {
        group.push(background_job(job));
    }
    group.push(Record::Done { job: JobId(1) });
    group.push(Record::Done { job: JobId(9) });
    store.committed(&group, Duration::from_millis(3));
    store.committed(&Group::default(), Duration::ZERO);
    store.commit_failed();
    let text = metrics.render(None);
    assert_line(&text, "geartrain_store_commits_total 1");
    assert_line(&text, "geartrain_store_records_written_total 3");
    assert_line(&text, "geartrain_store_jobs_written_total 2");
    assert_line(&text, "geartrain_store_jobs_spared_total 1");
    assert_line(&text, "geartrain_store_commit_failures_total 1");
    assert_line(
        &text,
        r#"geartrain_store_commit_seconds_bucket{le="0.0025"} 0"#,
    );
    assert_line(&text, "geartrain_store_commit_seconds_sum 0.003");
}

#[test]
fn the_store_is_up_while_background_jobs_can_be_kept() {
    let metrics = Metrics::new();
    let is_well = Arc::new(AtomicBool::new(true));
    let seen = is_well.clone();
    metrics.store_opened(Path::new("/nowhere/jobs.sqlite3"), move || {
        seen.load(Ordering::Relaxed)
    });
    assert_line(&metrics.render(None), "geartrain_store_up 1");
    is_well.store(false, Ordering::Relaxed);
    assert_line(&metrics.render(None), "geartrain_store_up 0");
}

#[test]
fn the_size_of_the_store_has_the_write_ahead_log_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jobs.sqlite3");
    let metrics = Metrics::new();
    metrics.store_opened(&file, || true);
    assert_line(&metrics.render(None), "geartrain_store_file_bytes 0");
    std::fs::write(&file, [0; 100]).unwrap();
    std::fs::write(folder.path().join("jobs.sqlite3-wal"), [0; 20]).unwrap();
    assert_line(&metrics.render(None), "geartrain_store_file_bytes 120");
}

#[test]
fn without_a_store_there_is_nothing_to_tell_of_it() {
    assert_eq!(
        lines_with(&Metrics::new().render(None), "geartrain_store").len(),
        0
    );
}

#[test]
fn the_page_for_operators_lists_exactly_what_there_is() {
    let metrics = Metrics::new();
    metrics.store_opened(Path::new("/nowhere/jobs.sqlite3"), || true);
    metrics.function_known(RESIZE, b"resize");
    metrics.jobs_changed(&[change(RESIZE, PriorityClass::Normal, Event::Submitted)]);
    let text = metrics.render(Some(&[row(RESIZE, "resize")]));
    let shown: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    let page = include_str!("../../../../docs/metrics.md");
    let listed: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .filter(|name| !name.starts_with('/'))
        .collect();
    assert_eq!(shown, listed);
}
