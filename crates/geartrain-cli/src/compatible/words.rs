//! Options as `getopt` reads them: letters may stand together, and a value may follow at once.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// What a letter asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letter {
    Flag,
    Value,
    Unknown,
}

/// One option that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Flag(char),
    Value(char, OsString),
}

/// The options up to the first word that is none, and the words from there on. `--` ends them, too.
///
/// # Errors
/// The letter that is unknown, or has no value.
pub(super) fn split(
    words: &[OsString],
    kind: impl Fn(char) -> Letter,
) -> Result<(Vec<Found>, &[OsString]), char> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let letters = match word.as_bytes() {
            b"--" => return Ok((found, &words[at + 1..])),
            [b'-', letters @ ..] if !letters.is_empty() => letters,
            _ => break,
        };
        at += 1;
        if let Some(letter) = read_letters(letters, &kind, &mut found)? {
            let value = words.get(at).ok_or(letter)?;
            found.push(Found::Value(letter, value.clone()));
            at += 1;
        }
    }
    Ok((found, &words[at..]))
}

/// Gives the letter whose value is the next word, if there is one.
fn read_letters(
    letters: &[u8],
    kind: impl Fn(char) -> Letter,
    found: &mut Vec<Found>,
) -> Result<Option<char>, char> {
    for (index, letter) in letters.iter().enumerate() {
        let letter = char::from(*letter);
        match (kind(letter), &letters[index + 1..]) {
            (Letter::Flag, _) => found.push(Found::Flag(letter)),
            (Letter::Value, []) => return Ok(Some(letter)),
            (Letter::Value, rest) => {
                let value = OsString::from_vec(rest.to_vec());
                found.push(Found::Value(letter, value));
                return Ok(None);
            }
            (Letter::Unknown, _) => return Err(letter),
        }
    }
    Ok(None)
}

/// A value as text.
pub(super) fn text(value: &OsStr) -> String {
    value.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(letter: char) -> Letter {
        match letter {
            'b' | 'n' => Letter::Flag,
            'f' => Letter::Value,
            _ => Letter::Unknown,
        }
    }

    fn os(words: &[&str]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    #[test]
    fn letters_stand_together_and_a_value_follows_or_comes_next() {
        let words = os(&["-bnfone", "-f", "two", "data", "-b"]);
        let (found, rest) = split(&words, kind).expect("read");
        let value = |text: &str| Found::Value('f', text.into());
        assert_eq!(
            found,
            [
                Found::Flag('b'),
                Found::Flag('n'),
                value("one"),
                value("two")
            ]
        );
        assert_eq!(rest, os(&["data", "-b"]));
    }

    #[test]
    fn two_dashes_end_the_options_and_one_is_data() {
        assert_eq!(
            split(&os(&["--", "-b"]), kind),
            Ok((vec![], &os(&["-b"])[..]))
        );
        assert_eq!(
            split(&os(&["-", "-b"]), kind),
            Ok((vec![], &os(&["-", "-b"])[..]))
        );
    }

    #[test]
    fn what_is_unknown_or_has_no_value_is_named() {
        assert_eq!(split(&os(&["-bz"]), kind), Err('z'));
        assert_eq!(split(&os(&["-f"]), kind), Err('f'));
    }
}
