use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use super::*;

#[test]
fn a_folder_that_is_there_keeps_its_mode() {
    let folder = TempDir::new().expect("a folder");
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).expect("permitted");
    create_folder(folder.path()).expect("it is there");
    let mode = folder.path().metadata().expect("it is there").permissions();
    assert_eq!(mode.mode() & 0o777, 0o755);
}

#[test]
fn a_file_in_the_way_of_a_folder_is_an_error() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, "").expect("written");
    create_folder(&path).expect_err("it is a file");
    create_folder(&path.join("below")).expect_err("it is below a file");
}

#[test]
fn a_file_that_is_there_keeps_its_content() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, "content").expect("written");
    create_file(&path).expect("opened");
    assert_eq!(std::fs::read(&path).expect("read"), b"content");
}

#[test]
fn a_bare_name_is_in_the_present_folder() {
    assert_eq!(folder_of(Path::new("name")), Path::new("."));
    assert_eq!(folder_of(Path::new("a/name")), Path::new("a"));
    assert_eq!(folder_of(Path::new("/")), Path::new("/"));
}
