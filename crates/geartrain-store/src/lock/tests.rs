use tempfile::TempDir;

use super::*;

#[test]
fn the_holder_is_named_even_by_a_shorter_number_than_before() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("store");
    std::fs::write(with_suffix(&path, ".lock"), "12345678901234567890\n").expect("written");
    let lock = StoreLock::take(&path).expect("nobody has it");
    let refused = StoreLock::take(&path).expect_err("it is taken");
    let own = std::process::id();
    assert!(
        refused
            .to_string()
            .ends_with(&format!("is in use by another process (pid {own})"))
    );
    drop(lock);
    StoreLock::take(&path).expect("it was freed");
}

#[test]
fn a_holder_without_a_name_is_reported_as_such() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("store");
    let _lock = StoreLock::take(&path).expect("nobody has it");
    std::fs::write(with_suffix(&path, ".lock"), "no number").expect("written");
    let refused = StoreLock::take(&path).expect_err("it is taken");
    assert!(matches!(refused, StoreError::Locked { pid: None, .. }));
}

#[test]
fn a_lock_whose_file_was_removed_is_taken_anew() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("store");
    let file = with_suffix(&path, ".lock");
    let mut lock = StoreLock::take(&path).expect("nobody has it");
    std::fs::remove_file(&file).expect("removed");
    lock.keep(&path).expect("nobody was faster");
    StoreLock::take(&path).expect_err("it is taken");
    std::fs::remove_file(&file).expect("removed");
    let _faster = StoreLock::take(&path).expect("it is a new file");
    let lost = lock.keep(&path).expect_err("somebody was faster");
    assert!(matches!(lost, StoreError::Locked { .. }), "{lost}");
}

#[test]
fn a_copy_of_the_open_file_does_not_keep_the_lock() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("store");
    let lock = StoreLock::take(&path).expect("nobody has it");
    let _copy = lock.file.try_clone().expect("copied");
    drop(lock);
    StoreLock::take(&path).expect("it was freed");
}
