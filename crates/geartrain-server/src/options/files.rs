//! Options that stand in gearmand's files: words as on the command line, between blanks or line ends.
//!
//! A line that begins with `#` is a comment. There is no quoting, as in gearmand.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::layer::Layer;
use super::process::ProcessOptions;
use super::setting::Settings;
use super::{Options, OptionsError, Surroundings, text};

/// What the files say.
#[derive(Default)]
pub(super) struct Files {
    /// Files that were read.
    pub(super) paths: Vec<PathBuf>,
    pub(super) layer: Layer,
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
    let mut layer = Layer::default();
    for path in &paths {
        layer = layer.under(read_one(path, settings)?);
    }
    Ok(Files { paths, layer })
}

/// Reads one file, whose words must be right by themselves: a mistake in a file is told with the
/// file's name.
fn read_one(path: &Path, settings: &Settings) -> Result<Layer, OptionsError> {
    let in_file = |message: String| OptionsError::InFile {
        path: path.to_owned(),
        message,
    };
    let words = read_words(path)?;
    let options = Options::parse(&words).map_err(|error| match error {
        OptionsError::Asked(_) => in_file("help and version belong on the command line".into()),
        other => in_file(other.to_string()),
    })?;
    if options.process.names_files() {
        return Err(in_file("a file of options cannot name another".into()));
    }
    Layer::of_words(&words, settings)
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
