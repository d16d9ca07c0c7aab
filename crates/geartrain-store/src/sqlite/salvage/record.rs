//! The values of a stored row.

use rusqlite::types::ValueRef;

/// Columns that any of our tables has at most, with room for later versions.
const COLUMNS_MAX: usize = 64;

/// The values of a row in the order of the columns. The key stands apart and is NULL here.
pub(crate) struct Row<'a>(Vec<ValueRef<'a>>);

impl<'a> Row<'a> {
    /// `None` if the bytes are not exactly one row.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (header_bytes, kinds) = varint(bytes)?;
        let header_bytes = usize::try_from(header_bytes).ok()?;
        let kinds_bytes = header_bytes.checked_sub(bytes.len() - kinds.len())?;
        let mut kinds = kinds.get(..kinds_bytes)?;
        let mut content = bytes.get(header_bytes..)?;
        let mut values = Vec::new();
        while !kinds.is_empty() && values.len() < COLUMNS_MAX {
            let kind;
            (kind, kinds) = varint(kinds)?;
            let value;
            (value, content) = split_value(kind, content)?;
            values.push(value);
        }
        (kinds.is_empty() && content.is_empty()).then_some(Self(values))
    }

    pub(crate) fn values(&self) -> &[ValueRef<'a>] {
        &self.0
    }
}

/// Takes a value of this kind off the front.
fn split_value(kind: u64, content: &[u8]) -> Option<(ValueRef<'_>, &[u8])> {
    let kind = usize::try_from(kind).ok()?;
    match kind {
        0 => Some((ValueRef::Null, content)),
        1..=4 => split_integer(kind, content),
        5 => split_integer(6, content),
        6 => split_integer(8, content),
        8 => Some((ValueRef::Integer(0), content)),
        9 => Some((ValueRef::Integer(1), content)),
        // Fractions and what is reserved are in none of our tables.
        7 | 10 | 11 => None,
        _ => {
            let (value, rest) = content.split_at_checked((kind - 12) / 2)?;
            let value = if kind.is_multiple_of(2) {
                ValueRef::Blob(value)
            } else {
                ValueRef::Text(value)
            };
            Some((value, rest))
        }
    }
}

fn split_integer(bytes: usize, content: &[u8]) -> Option<(ValueRef<'_>, &[u8])> {
    let (value, rest) = content.split_at_checked(bytes)?;
    let start = if value[0] & 0x80 == 0 { 0 } else { -1 };
    let value = value
        .iter()
        .fold(start, |sum: i64, byte| sum << 8 | i64::from(*byte));
    Some((ValueRef::Integer(value), rest))
}

/// Takes a number of variable length off the front: seven bits a byte, the ninth byte whole.
pub(crate) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        if index == 8 {
            return Some((value << 8 | u64::from(*byte), &bytes[9..]));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests;
