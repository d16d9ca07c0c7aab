use std::fs;

use super::*;

fn complaint(path: &Path) -> String {
    read(path).unwrap_err().to_string()
}

#[test]
fn a_file_without_end_is_not_read_to_it() {
    assert!(complaint(Path::new("/dev/zero")).ends_with("it has more than 1 MiB"));
}

#[test]
fn trouble_is_told_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("conf");
    let name = path.display();
    let start = format!("cannot read options from {name}: ");
    assert!(complaint(&path).starts_with(&start));
    fs::write(&path, b"port = 1\n\xff").unwrap();
    assert_eq!(complaint(&path), format!("{start}it is no text in UTF-8"));
    fs::write(&path, "--port=1").unwrap();
    assert_eq!(read(&path).unwrap(), "--port=1");
}
