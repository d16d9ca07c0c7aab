//! Options that stand in gearmand's files: words as on the command line, between blanks or line ends.
//!
//! A line that begins with `#` is a comment. There is no quoting, and what is neither an option nor the
//! value of one is left out, as in gearmand: such files hold comments behind options, or were
//! written for a shell.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::layer::Layer;
use super::process::{AT_FILES, FILES, ProcessOptions};
use super::setting::Settings;
use super::{Options, OptionsError, Surroundings, text};

/// What the files say.
#[derive(Default)]
pub(super) struct Files {
    /// Files that were read.
    pub(super) paths: Vec<PathBuf>,
    pub(super) layer: Layer,
    /// One line for each file with words that are no options.
    pub(super) warnings: Vec<String>,
}

/// Reads the files that the command line names, or the usual one if that exists.
pub(super) fn read(
    options: &ProcessOptions,
    surroundings: &Surroundings,
    settings: &Settings,
) -> Result<Files, OptionsError> {
    let mut paths: Vec<PathBuf> = options.config_file.iter().cloned().collect();
    paths.extend(options.at_files.iter().cloned());
    let default = &surroundings.default_file;
    if paths.is_empty() && default.exists() {
        paths.push(default.clone());
    }
    let mut files = Files::default();
    for path in paths {
        let (layer, strays) = read_one(&path, settings)?;
        files.layer = files.layer.under(layer);
        if !strays.is_empty() {
            let (file, strays) = (path.display(), strays.join(" "));
            let warning = format!("{file}: what is no option is left out: {strays}");
            files.warnings.push(warning);
        }
        files.paths.push(path);
    }
    Ok(files)
}

/// Reads one file, whose words must be right by themselves: a mistake in a file is told with the
/// file's name. Returns the words that are no options as well.
fn read_one(path: &Path, settings: &Settings) -> Result<(Layer, Vec<String>), OptionsError> {
    let in_file = |message: String| OptionsError::InFile {
        path: path.to_owned(),
        message,
    };
    let words = read_words(path)?;
    let matches = Options::matches_of_file(&words).map_err(|error| match error {
        OptionsError::Asked(_) => in_file("help and version belong on the command line".into()),
        other => in_file(other.to_string()),
    })?;
    let strays = matches.get_many::<String>(AT_FILES).into_iter().flatten();
    let strays: Vec<String> = strays.cloned().collect();
    let names_files = FILES.iter().any(|id| matches.contains_id(id));
    if names_files || strays.iter().any(|stray| stray.starts_with('@')) {
        return Err(in_file("a file of options cannot name another".into()));
    }
    Ok((Layer::of_matches(&matches, settings), strays))
}

fn read_words(path: &Path) -> Result<Vec<OsString>, OptionsError> {
    Ok(words(&text::read(path)?))
}

/// The words of a file behind the name of the program.
fn words(text: &str) -> Vec<OsString> {
    let words = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_ascii_whitespace);
    let program = "geartraind";
    [program].into_iter().chain(words).map(Into::into).collect()
}
