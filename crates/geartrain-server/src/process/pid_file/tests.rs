use std::fs;

use super::PidFile;

#[test]
fn the_file_holds_the_process_id_and_goes_with_the_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pid");
    fs::write(&path, "99999999\nleft behind").unwrap();
    let file = PidFile::write(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, format!("{}\n", std::process::id()));
    drop(file);
    assert!(!path.exists());
}

#[test]
fn the_file_of_another_process_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pid");
    let file = PidFile::write(&path).unwrap();
    fs::write(&path, "1\n").unwrap();
    drop(file);
    assert_eq!(fs::read_to_string(&path).unwrap(), "1\n");
}

#[test]
fn a_folder_that_is_not_there_is_told_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no/pid");
    let error = PidFile::write(&path).unwrap_err().to_string();
    let start = format!("cannot write pid file {}: ", path.display());
    assert!(error.starts_with(&start), "{error}");
}
