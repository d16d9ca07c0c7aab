//! Whether a command can be run at all, before jobs are taken for it.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::exit::{Code, Trouble};

/// A worker whose command is missing would fail every job that it gets, so this is found out at
/// the start.
pub(crate) fn check(program: &OsStr) -> Result<(), Trouble> {
    if is_found(program, env::var_os("PATH")) {
        return Ok(());
    }
    let why = match is_path(program) {
        true if Path::new(program).is_file() => "it is not executable; see chmod",
        true if Path::new(program).exists() => "it is no file",
        true => "no such file",
        false => "no such program; give its path or put it on PATH",
    };
    let text = format!("cannot run `{}`: {why}", program.to_string_lossy());
    Err(Trouble::new(Code::Here, text))
}

fn is_found(program: &OsStr, path: Option<OsString>) -> bool {
    if is_path(program) {
        return is_runnable(Path::new(program));
    }
    // Without PATH the system has a list of its own, which need not be guessed.
    let Some(path) = path else { return true };
    env::split_paths(&path).any(|folder: PathBuf| is_runnable(&folder.join(program)))
}

fn is_path(program: &OsStr) -> bool {
    program.as_encoded_bytes().contains(&b'/')
}

fn is_runnable(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_looked_for_on_the_path() {
        let path = Some(OsString::from("/nowhere:/bin"));
        assert!(is_found(OsStr::new("sh"), path.clone()));
        assert!(!is_found(OsStr::new("no-such-program"), path));
        assert!(is_found(OsStr::new("whatever"), None));
    }

    #[test]
    fn a_path_is_taken_as_it_is() {
        assert!(is_found(OsStr::new("/bin/sh"), None));
        assert!(!is_found(OsStr::new("/bin"), None));
        assert!(!is_found(
            OsStr::new("./no-such-program"),
            Some("/bin".into())
        ));
        assert!(!is_found(OsStr::new("/etc/passwd"), None));
    }
}
