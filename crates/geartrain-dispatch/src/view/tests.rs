use super::*;
use crate::stage::{Stage, background, complete, foreground, peer};
use crate::{Config, Input};

/// Lists all jobs in pieces; `between` happens after each.
fn in_pieces(stage: &mut Stage, mut between: impl FnMut(&mut Stage)) -> Vec<JobId> {
    let (mut ids, mut at) = (Vec::new(), Bookmark::default());
    loop {
        let (rows, next) = stage.dispatcher.view().jobs_from(at, 3);
        if rows.is_empty() {
            return ids;
        }
        ids.extend(rows.iter().map(|row| row.id));
        at = next;
        between(stage);
    }
}

#[test]
fn a_listing_in_pieces_shows_every_job_once() {
    let mut stage = Stage::new();
    let jobs: Vec<JobId> = (0..10)
        .map(|_| stage.submit(peer(1), background("f")))
        .collect();
    assert_eq!(in_pieces(&mut stage, |_| ()), jobs);
    assert_eq!(in_pieces(&mut Stage::new(), |_| ()), []);
}

#[test]
fn a_job_that_stays_is_shown_once_while_others_come_and_go() {
    let mut stage = Stage::new();
    stage.able(peer(9), &["busy"]);
    let jobs: Vec<JobId> = (0..10)
        .map(|_| stage.submit(peer(1), background("f")))
        .collect();
    let shown = in_pieces(&mut stage, |stage| {
        stage.submit(peer(1), background("busy"));
        let job = stage.grab(peer(9)).expect("one is ready");
        stage.finish(peer(9), job, complete(""));
        stage.input(peer(1), Input::Cancel { job: jobs[9] });
    });
    for job in &jobs[..9] {
        let times = shown.iter().filter(|id| *id == job).count();
        assert_eq!(times, 1, "{job:?}");
    }
    let unique: std::collections::BTreeSet<&JobId> = shown.iter().collect();
    assert_eq!(unique.len(), shown.len(), "nothing is shown twice");
}

#[test]
fn functions_are_listed_in_pieces_in_order() {
    let mut stage = Stage::new();
    stage.able(peer(9), &["a", "b", "c"]);
    let view = stage.dispatcher.view();
    let (first, at) = view.functions_from(Bookmark::default(), 2);
    let (second, at) = view.functions_from(at, 2);
    let (none, _) = view.functions_from(at, 2);
    let names: Vec<&[u8]> = first.iter().chain(&second).map(|row| row.name).collect();
    assert_eq!(names, [b"a", b"b", b"c"]);
    assert_eq!(none, []);
}

#[test]
fn there_is_work_until_only_buried_jobs_are_left() {
    let mut stage = Stage::with(Config {
        attempts_max: Some(1),
        ..Config::default()
    });
    assert!(!stage.dispatcher.view().has_work());
    stage.able(peer(9), &["f"]);
    stage.submit(peer(1), background("f"));
    stage.submit(peer(1), foreground("f"));
    stage.grab(peer(9));
    stage.grab(peer(9));
    assert!(stage.dispatcher.view().has_work());
    stage.disconnect(peer(9));
    assert_eq!(stage.counts("f"), [0, 0, 0, 1, 0]);
    assert!(!stage.dispatcher.view().has_work());
}
