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
fn a_copy_of_the_open_file_does_not_keep_the_lock() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("store");
    let lock = StoreLock::take(&path).expect("nobody has it");
    let _copy = lock.file.try_clone().expect("copied");
    drop(lock);
    StoreLock::take(&path).expect("it was freed");
}
