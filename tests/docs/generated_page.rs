//! Pages of the book that are made of the programs. The tests of the crates whose programs they
//! tell of include this file.

use std::fs;
use std::path::Path;

/// Set where a page is to be written instead of compared.
const WRITE: &str = "GEARTRAIN_TEST_WRITE_DOCS";

/// What is in the folder of the book under this name must be `page`.
pub(super) fn compare(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let mut lines = page.lines().zip(written.lines());
    let differing = lines.find(|(one, other)| one != other);
    assert!(
        written == page,
        "{} is not what the program says; set {WRITE}=1 to write it anew: {differing:?}",
        path.display()
    );
}
