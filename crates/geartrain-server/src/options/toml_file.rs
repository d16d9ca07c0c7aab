//! Settings in a TOML file. The keys are the names of the options, and stand in no table.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::error::Mistake;
use super::layer::{Layer, Said};
use super::setting::{self, Kind, Setting, Settings};
use super::{Options, OptionsError, text};

/// Reads the file.
///
/// # Errors
/// When it cannot be read, is no TOML, has an unknown key, or a value that is none for its key.
pub(super) fn read(path: &Path, settings: &Settings) -> Result<Layer, OptionsError> {
    let text = text::read(path)?;
    parse(&text, settings).map_err(|(line, message)| OptionsError::InFile {
        path: path.to_owned(),
        message: format!("line {line}: {message}"),
    })
}

/// A line, and what is wrong in it.
type Complaint = (usize, String);

fn parse(text: &str, settings: &Settings) -> Result<Layer, Complaint> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        (line_at(text, at), one_line(error.message()))
    })?;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut layer = Layer::default();
    for (key, value) in entries {
        let name = key.get_ref();
        let complain = |message| (line_at(text, key.span().start), message);
        let setting = find(name, value.get_ref(), settings).map_err(complain)?;
        let said = said(setting, value).map_err(complain)?;
        layer.say(setting, said, settings);
    }
    Ok(layer)
}

fn line_at(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    1 + before.filter(|byte| **byte == b'\n').count()
}

fn one_line(message: &str) -> String {
    let lines: Vec<&str> = message.lines().map(str::trim).collect();
    lines.join("; ")
}

fn find<'a>(
    name: &str,
    value: &DeValue<'_>,
    settings: &'a Settings,
) -> Result<&'a Setting, String> {
    if value.is_table() {
        return Err(format!("{name} is a table; settings stand in no table"));
    }
    match settings.find(name) {
        Some(setting) if setting.has_key() => Ok(setting),
        Some(_) => Err(format!("{name} belongs on the command line")),
        None => {
            let keys = settings.iter().filter(|setting| setting.has_key());
            let nearest = setting::nearest(name, keys.map(Setting::name));
            let proposal = setting::proposal(&nearest, str::to_owned);
            Err(format!("unknown key {name}{proposal}"))
        }
    }
}

/// What a value says; it must be right by itself, so that a mistake is told with its place.
fn said(setting: &Setting, value: &Spanned<DeValue<'_>>) -> Result<Said, String> {
    let value = value.get_ref();
    let name = setting.name();
    let said = typed(setting.kind(), value).ok_or_else(|| {
        let expected = setting.kind().expected();
        format!("{name} is {}; expected {expected}", described(value))
    })?;
    if let Said::Values(values) = &said {
        for value in values {
            Options::check_value(setting, value).map_err(|Mistake { reason, .. }| {
                format!("{name} = {}: {reason}", value.to_string_lossy())
            })?;
        }
    }
    Ok(said)
}

/// `None` when the value is of another type.
fn typed(kind: Kind, value: &DeValue<'_>) -> Option<Said> {
    let text = || value.as_str().map(str::to_owned);
    let number = || value.as_integer().and_then(decimal);
    let values = match kind {
        Kind::Flag => return value.as_bool().map(Said::Flag),
        Kind::Number => vec![number()?],
        Kind::Text => vec![text()?],
        Kind::Port | Kind::Size | Kind::Time | Kind::Any => vec![text().or_else(number)?],
        Kind::Texts => match value.as_array() {
            None => vec![text()?],
            Some(texts) => {
                let texts = texts.iter().map(|text| text.get_ref().as_str());
                texts
                    .map(|text| text.map(str::to_owned))
                    .collect::<Option<_>>()?
            }
        },
    };
    Some(Said::Values(values.into_iter().map(Into::into).collect()))
}

fn decimal(number: &DeInteger<'_>) -> Option<String> {
    let number = i128::from_str_radix(number.as_str(), number.radix()).ok()?;
    Some(number.to_string())
}

/// The value as it is told in a complaint.
fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {text:?}"),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

#[cfg(test)]
mod tests;
