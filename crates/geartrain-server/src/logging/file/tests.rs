use std::fs;

use super::LogFile;

#[test]
fn after_a_move_lines_go_to_a_new_file_once_it_is_reopened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let moved = folder.path().join("log.1");
    let file = LogFile::open(&path).unwrap();
    file.write_line(b"one\n").unwrap();
    fs::rename(&path, &moved).unwrap();
    file.write_line(b"two\n").unwrap();
    file.reopen().unwrap();
    file.write_line(b"three\n").unwrap();
    assert_eq!(fs::read_to_string(&moved).unwrap(), "one\ntwo\n");
    assert_eq!(fs::read_to_string(&path).unwrap(), "three\n");
}

#[test]
fn an_existing_log_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    fs::write(&path, "old\n").unwrap();
    LogFile::open(&path).unwrap().write_line(b"new\n").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old\nnew\n");
}

#[test]
fn when_reopening_fails_the_old_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let file = LogFile::open(&inner.join("log")).unwrap();
    let moved = folder.path().join("moved");
    fs::rename(&inner, &moved).unwrap();
    assert!(file.reopen().is_err());
    file.write_line(b"still here\n").unwrap();
    assert_eq!(
        fs::read_to_string(moved.join("log")).unwrap(),
        "still here\n"
    );
}
