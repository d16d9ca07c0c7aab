//! Where settings come from, and which of them counts.

use std::ffi::OsString;
use std::path::PathBuf;

use super::layer::Layer;
use super::setting::Settings;
use super::{Options, OptionsError, Surroundings, environment, files, toml_file};

/// What all sources say together.
#[derive(Debug)]
pub(super) struct Sources {
    /// Of each setting what the source says that counts most.
    pub(super) merged: Layer,
    /// Files that were read.
    pub(super) files: Vec<PathBuf>,
    /// What looks like a mistake and harms nobody.
    pub(super) warnings: Vec<String>,
    /// Whether the command line asks for nothing but a check.
    pub(super) check_only: bool,
}

impl Sources {
    /// Reads all of them.
    ///
    /// # Errors
    /// When one of them is wrong by itself, and when help or the version was asked for.
    pub(super) fn read(
        words: &[OsString],
        surroundings: &Surroundings,
    ) -> Result<Self, OptionsError> {
        let settings = Settings::new();
        let line = Layer::of_words(words, &settings)?;
        let environment = environment::read(&surroundings.variables, &settings)?;
        let given = environment.layer.under(line);
        let mut given_words = given.words();
        // Files that are named as `@FILE` have no other name.
        given_words.extend(
            words
                .iter()
                .skip(1)
                .filter(|word| is_at_file(word))
                .cloned(),
        );
        let process = Options::parse(&given_words)?.process;
        let old = files::read(&process, surroundings, &settings)?;
        let mut files = old.paths;
        let mut merged = old.layer;
        if let Some(path) = toml_path(process.config, surroundings) {
            merged = merged.under(toml_file::read(&path, &settings)?);
            files.push(path);
        }
        Ok(Self {
            merged: merged.under(given),
            files,
            warnings: [old.warnings, environment.warnings].concat(),
            check_only: process.check_args,
        })
    }
}

fn is_at_file(word: &OsString) -> bool {
    word.as_encoded_bytes().starts_with(b"@")
}

/// The file that is named, or the usual one if that exists.
fn toml_path(named: Option<PathBuf>, surroundings: &Surroundings) -> Option<PathBuf> {
    let default = &surroundings.default_toml;
    named.or_else(|| default.exists().then(|| default.clone()))
}
