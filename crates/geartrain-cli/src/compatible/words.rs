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

/// Whether options may stand behind words that are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// What follows the first such word is left alone: a command with options of its own.
    OptionsFirst,
    /// They may stand anywhere.
    Mixed,
}

/// The options, and the words that are none. `--` ends the options. What is found so far says in
/// which order the rest is.
///
/// # Errors
/// The letter that is unknown, or has no value.
pub(super) fn split(
    words: &[OsString],
    kind: impl Fn(char) -> Letter,
    order: impl Fn(&[Found]) -> Order,
) -> Result<(Vec<Found>, Vec<OsString>), char> {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_bytes() {
            b"--" => {
                others.extend(words.cloned());
                break;
            }
            [b'-', letters @ ..] if !letters.is_empty() => {
                if let Some(letter) = read_letters(letters, &kind, &mut found)? {
                    let value = words.next().ok_or(letter)?;
                    found.push(Found::Value(letter, value.clone()));
                }
            }
            _ => {
                others.push(word.clone());
                if order(&found) == Order::OptionsFirst {
                    others.extend(words.cloned());
                    break;
                }
            }
        }
    }
    Ok((found, others))
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

    fn split_as(order: Order, words: &[&str]) -> Result<(Vec<Found>, Vec<OsString>), char> {
        split(&os(words), kind, |_| order)
    }

    fn value(text: &str) -> Found {
        Found::Value('f', text.into())
    }

    #[test]
    fn letters_stand_together_and_a_value_follows_or_comes_next() {
        let words = ["-bnfone", "-f", "two", "data", "-b"];
        let (found, rest) = split_as(Order::OptionsFirst, &words).expect("read");
        let flags = [Found::Flag('b'), Found::Flag('n')];
        assert_eq!(found[..2], flags);
        assert_eq!(found[2..], [value("one"), value("two")]);
        assert_eq!(rest, os(&["data", "-b"]));
    }

    #[test]
    fn options_may_follow_data_up_to_two_dashes() {
        let words = ["one", "-b", "two", "-fx", "--", "-n"];
        let (found, rest) = split_as(Order::Mixed, &words).expect("read");
        assert_eq!(found, [Found::Flag('b'), value("x")]);
        assert_eq!(rest, os(&["one", "two", "-n"]));
    }

    #[test]
    fn two_dashes_end_the_options_and_one_is_data() {
        for order in [Order::OptionsFirst, Order::Mixed] {
            assert_eq!(split_as(order, &["--", "-b"]), Ok((vec![], os(&["-b"]))));
        }
        let words = ["-", "-b"];
        assert_eq!(
            split_as(Order::OptionsFirst, &words),
            Ok((vec![], os(&words)))
        );
    }

    #[test]
    fn what_is_unknown_or_has_no_value_is_named() {
        for order in [Order::OptionsFirst, Order::Mixed] {
            assert_eq!(split_as(order, &["-bz"]), Err('z'));
            assert_eq!(split_as(order, &["-f"]), Err('f'));
        }
    }
}
