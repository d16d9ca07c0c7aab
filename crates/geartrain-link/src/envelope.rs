//! Headers before a payload, for clients and workers that agreed on them.
//!
//! ```text
//! \0GTENV\x01 | length of the headers, 2 bytes, big-endian | name: value LF ... | payload
//! ```
//!
//! A payload that does not begin so has no headers.
//!
//! ```
//! use bytes::Bytes;
//! use geartrain_link::envelope::{open, seal};
//!
//! let payload = Bytes::from_static(b"picture");
//! let sealed = seal([("traceparent", "00-17")].into_iter(), &payload);
//! let headers = vec![("traceparent".to_owned(), "00-17".to_owned())];
//! assert_eq!(open(&sealed), (headers, payload.clone()));
//! assert_eq!(open(&payload), (Vec::new(), payload));
//! ```

use bytes::{BufMut, Bytes, BytesMut};

/// What an envelope begins with. The NUL at the beginning is found in no text.
const MARK: &[u8] = b"\0GTENV\x01";

/// Puts headers before a payload. Without headers, or with more than 65,535 bytes of them, it stays
/// as it is.
pub fn seal<N: AsRef<str>, V: AsRef<str>>(
    headers: impl Iterator<Item = (N, V)>,
    payload: &Bytes,
) -> Bytes {
    let lines: String = headers
        .filter(|(name, value)| is_plain(name.as_ref()) && is_plain(value.as_ref()))
        .map(|(name, value)| format!("{}: {}\n", name.as_ref(), value.as_ref()))
        .collect();
    let Ok(length) = u16::try_from(lines.len()) else {
        return payload.clone();
    };
    if length == 0 {
        return payload.clone();
    }
    let mut sealed = BytesMut::with_capacity(MARK.len() + 2 + lines.len() + payload.len());
    sealed.put_slice(MARK);
    sealed.put_u16(length);
    sealed.put_slice(lines.as_bytes());
    sealed.put_slice(payload);
    sealed.freeze()
}

/// The headers and the payload behind them; none, and all of it, when it is in no envelope.
#[must_use]
pub fn open(payload: &Bytes) -> (Vec<(String, String)>, Bytes) {
    opened(payload).unwrap_or_else(|| (Vec::new(), payload.clone()))
}

fn opened(payload: &Bytes) -> Option<(Vec<(String, String)>, Bytes)> {
    let rest = payload.strip_prefix(MARK)?;
    let (length, rest) = rest.split_first_chunk()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let lines = std::str::from_utf8(rest.get(..length)?).ok()?;
    let headers = lines.lines().filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some((headers.collect(), payload.slice(MARK.len() + 2 + length..)))
}

fn is_plain(text: &str) -> bool {
    !text.contains(['\n', '\r'])
}

#[cfg(test)]
mod tests;
