//! Options that stand in files: words as on the command line, between blanks or line ends.
//!
//! A line that begins with `#` is a comment. There is no quoting, as in gearmand.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::process::ProcessOptions;
use super::{Options, OptionsError, Surroundings};

/// What the files say.
#[derive(Default)]
pub(super) struct FileWords {
    /// Files that were read.
    pub(super) paths: Vec<PathBuf>,
    words: Vec<OsString>,
}

/// Reads the files that the command line names, or the usual one if that exists.
pub(super) fn read(
    options: &ProcessOptions,
    surroundings: &Surroundings,
) -> Result<FileWords, OptionsError> {
    let mut all = FileWords::default();
    let named = options.config_file.iter().chain(&options.at_files);
    for path in named {
        all.add(path, read_words(path)?)?;
    }
    let default = &surroundings.default_file;
    if all.paths.is_empty() && default.exists() {
        all.add(default, read_words(default)?)?;
    }
    Ok(all)
}

impl FileWords {
    /// The command line with what the files say before what was given by hand: later words count
    /// more.
    pub(super) fn insert_into(&self, words: &[OsString]) -> Vec<OsString> {
        let (program, given) = words.split_at(words.len().min(1));
        [program, &self.words, given].concat()
    }

    /// Takes the words of one file, which must be right by themselves: a mistake in a file is told
    /// with the file's name.
    fn add(&mut self, path: &Path, words: Vec<OsString>) -> Result<(), OptionsError> {
        let in_file = |message: String| OptionsError::InFile {
            path: path.to_owned(),
            message,
        };
        let program = OsString::from("geartraind");
        let with_program: Vec<_> = [program].into_iter().chain(words.iter().cloned()).collect();
        let options = Options::parse_words(&with_program).map_err(|error| match error {
            OptionsError::Asked(_) => in_file("help and version belong on the command line".into()),
            other => in_file(other.to_string()),
        })?;
        if options.process.names_files() {
            return Err(in_file("a file of options cannot name another".into()));
        }
        self.paths.push(path.to_owned());
        self.words.extend(words);
        Ok(())
    }
}

fn read_words(path: &Path) -> Result<Vec<OsString>, OptionsError> {
    let read = || -> io::Result<String> { fs::read_to_string(path) };
    let text = read().map_err(|source| OptionsError::File {
        path: path.to_owned(),
        source,
    })?;
    Ok(words(&text))
}

fn words(text: &str) -> Vec<OsString> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_ascii_whitespace)
        .map(OsString::from)
        .collect()
}
