use std::fs;

use super::*;

fn length(log: &std::path::Path) -> u64 {
    fs::metadata(log).unwrap().len()
}

fn log_of(bytes: u64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    fs::write(&log, vec![1; usize::try_from(bytes).unwrap()]).unwrap();
    (folder, log)
}

#[test]
fn a_short_log_gets_no_room() {
    let (_folder, log) = log_of(LOG_SPARE_FROM - 1);
    Spare::new(log.clone()).look_ahead(LOG_SPARE_FROM - 1);
    assert_eq!(length(&log), LOG_SPARE_FROM - 1);
}

#[test]
fn a_log_that_grows_gets_zeros_ahead_and_keeps_what_it_holds() {
    let (_folder, log) = log_of(LOG_SPARE_FROM);
    let mut spare = Spare::new(log.clone());
    spare.look_ahead(LOG_SPARE_FROM);
    let first = LOG_SPARE_FROM + LOG_SPARE_STEP;
    assert_eq!(length(&log), first);
    let bytes = fs::read(&log).unwrap();
    let (held, ahead) = bytes.split_at(usize::try_from(LOG_SPARE_FROM).unwrap());
    assert!(held.iter().all(|byte| *byte == 1) && ahead.iter().all(|byte| *byte == 0));
    spare.look_ahead(first - LOG_SPARE_AHEAD - 1);
    assert_eq!(length(&log), first);
    spare.look_ahead(first - LOG_SPARE_AHEAD);
    assert_eq!(length(&log), first - LOG_SPARE_AHEAD + LOG_SPARE_STEP);
}

#[test]
fn room_is_made_up_to_what_stays_when_the_log_starts_over() {
    let (_folder, log) = log_of(LOG_SPARE_FROM);
    let mut spare = Spare::new(log.clone());
    let longest = LOG_BYTES_KEPT.unsigned_abs();
    for used in (0..longest).step_by(64 * 1024) {
        spare.look_ahead(used);
        assert!(length(&log) <= longest);
    }
    assert!(length(&log) > longest - LOG_SPARE_STEP);
}

#[test]
fn a_log_that_cannot_be_made_longer_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut spare = Spare::new(folder.path().join("missing").join("log"));
    spare.look_ahead(LOG_SPARE_FROM);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_log_that_could_not_be_made_longer_is_tried_again_a_step_later() {
    let (folder, log) = log_of(LOG_SPARE_FROM);
    let away = folder.path().join("away");
    fs::rename(&log, &away).unwrap();
    let mut spare = Spare::new(log.clone());
    spare.look_ahead(LOG_SPARE_FROM);
    fs::rename(&away, &log).unwrap();
    spare.look_ahead(LOG_SPARE_FROM + LOG_SPARE_STEP - 1);
    assert_eq!(length(&log), LOG_SPARE_FROM);
    spare.look_ahead(LOG_SPARE_FROM + LOG_SPARE_STEP);
    assert_eq!(length(&log), LOG_SPARE_FROM + 2 * LOG_SPARE_STEP);
}
