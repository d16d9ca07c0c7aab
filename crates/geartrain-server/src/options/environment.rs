//! Settings in environment variables: `GEARTRAIN_` and the name of the option.

use std::ffi::{OsStr, OsString};

use super::error::Mistake;
use super::layer::{Layer, Said};
use super::setting::{self, Kind, Setting, Settings, VARIABLE_PREFIX};
use super::{Options, OptionsError};

/// Variables of the command line tool and of what it starts.
const OF_THE_TOOL: [&str; 4] = [
    "GEARTRAIN_FUNCTION",
    "GEARTRAIN_HANDLE",
    "GEARTRAIN_SERVER",
    "GEARTRAIN_UNIQUE",
];

/// What variables of the project's own tests begin with.
const OF_TESTS: &str = "GEARTRAIN_TEST_";

/// What Kubernetes tells every container where a service is called `geartrain`.
const OF_KUBERNETES: [&str; 2] = ["GEARTRAIN_PORT_", "GEARTRAIN_SERVICE_"];

/// What the environment says.
#[derive(Default)]
pub(super) struct Environment {
    pub(super) layer: Layer,
    /// One line for each variable that looks like ours and is none.
    pub(super) warnings: Vec<String>,
}

/// Reads all `variables`; empty ones count as not set.
///
/// # Errors
/// When a value is none for its setting.
pub(super) fn read(
    variables: &[(String, OsString)],
    settings: &Settings,
) -> Result<Environment, OptionsError> {
    let mut environment = Environment::default();
    for (name, value) in variables {
        if value.is_empty() || is_foreign(name, value) {
            continue;
        }
        let mut known = settings.iter().filter(|setting| setting.has_variable());
        match known.find(|setting| setting.variable() == *name) {
            Some(setting) => {
                let said = said(setting, name, value)?;
                environment.layer.say(setting, said, settings);
            }
            None => environment.warnings.push(unknown(name, settings)),
        }
    }
    Ok(environment)
}

fn is_foreign(name: &str, value: &OsStr) -> bool {
    let begins = |beginnings: &[&str]| beginnings.iter().any(|text| name.starts_with(text));
    let is_address = value.as_encoded_bytes().starts_with(b"tcp://");
    OF_THE_TOOL.contains(&name)
        || begins(&[OF_TESTS])
        || begins(&OF_KUBERNETES)
        || (name == "GEARTRAIN_PORT" && is_address)
}

fn unknown(name: &str, settings: &Settings) -> String {
    let known = settings.iter().filter(|setting| setting.has_variable());
    let known: Vec<String> = known.map(Setting::variable).collect();
    let bare = |name: &'_ str| name.trim_start_matches(VARIABLE_PREFIX).to_owned();
    let bare_names: Vec<String> = known.iter().map(|name| bare(name)).collect();
    let nearest = setting::nearest(&bare(name), bare_names.iter().map(String::as_str));
    let proposal = setting::proposal(&nearest, |bare| format!("{VARIABLE_PREFIX}{bare}"));
    format!("the variable {name} means nothing{proposal}")
}

fn said(setting: &Setting, name: &str, value: &OsStr) -> Result<Said, OptionsError> {
    let complain = |reason: String| {
        let value = value.to_string_lossy();
        OptionsError::Usage(format!("{name} is {value}: {reason}"))
    };
    let values = match setting.kind() {
        Kind::Flag => {
            let flag = flag(&value.to_string_lossy());
            let flag = flag.ok_or_else(|| complain("expected true or false".to_owned()));
            return flag.map(Said::Flag);
        }
        Kind::Texts => list(value),
        _ => vec![value.to_owned()],
    };
    for value in &values {
        Options::check_value(setting, value).map_err(|Mistake { reason, .. }| complain(reason))?;
    }
    Ok(Said::Values(values))
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "on" | "true" | "yes" => Some(true),
        "0" | "off" | "false" | "no" => Some(false),
        _ => None,
    }
}

/// Values between commas.
fn list(value: &OsStr) -> Vec<OsString> {
    let text = value.to_string_lossy();
    let values = text.split(',').map(str::trim);
    values
        .filter(|value| !value.is_empty())
        .map(OsString::from)
        .collect()
}

#[cfg(test)]
mod tests;
