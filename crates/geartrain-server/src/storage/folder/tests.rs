use std::os::unix::fs::symlink;

use super::*;

/// This process's own ids, which anybody may give to.
fn myself() -> UserIds {
    UserIds {
        user: nix::unistd::geteuid().as_raw(),
        group: nix::unistd::getegid().as_raw(),
    }
}

fn config(folder: &Path) -> StoreConfig {
    StoreConfig {
        folder: folder.to_owned(),
        is_named: true,
        is_strict: false,
        take_over: None,
    }
}

#[test]
fn others_may_go_through_all_but_the_folder_of_the_port() {
    let above = tempfile::tempdir().unwrap();
    let data = above.path().join("lib/geartrain");
    give(&config(&data), 4730, myself()).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&above.path().join("lib")), 0o755);
    assert_eq!(mode(&data), 0o755);
    assert_eq!(mode(&data.join("4730")), 0o700);
}

#[test]
fn what_a_link_leads_to_is_not_given_away() {
    let data = tempfile::tempdir().unwrap();
    symlink("/etc", data.path().join("4730")).unwrap();
    let error = give(&config(data.path()), 4730, myself()).unwrap_err();
    assert!(error.to_string().contains("4730"), "{error}");

    let folder = data.path().join("4731");
    fs::create_dir(&folder).unwrap();
    symlink("/etc/passwd", folder.join("jobs.sqlite3-wal")).unwrap();
    assert!(give(&config(data.path()), 4731, myself()).is_err());
}

#[test]
fn a_file_with_a_second_name_is_not_given_away() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join("4730");
    fs::create_dir(&folder).unwrap();
    fs::write(data.path().join("other"), "").unwrap();
    fs::hard_link(data.path().join("other"), folder.join("jobs.sqlite3")).unwrap();
    let error = give(&config(data.path()), 4730, myself()).unwrap_err();
    assert!(error.to_string().contains("plain file"), "{error}");
}
