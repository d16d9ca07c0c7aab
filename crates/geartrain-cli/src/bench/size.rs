//! Sizes as people write them.

use crate::limits::PAYLOAD_BYTES_MAX;

const UNITS: [(&str, u64); 3] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

/// Reads the size of a payload, such as `64`, `100KiB` or `64MiB`.
pub(super) fn parse(text: &str) -> Result<usize, String> {
    let bytes = volume(text)?;
    if bytes > PAYLOAD_BYTES_MAX {
        return Err(format!(
            "is too large: {PAYLOAD_BYTES_MAX} bytes are the most"
        ));
    }
    usize::try_from(bytes).map_err(|error| error.to_string())
}

/// Reads how much is to be sent in all, such as `2GiB`.
pub(super) fn volume(text: &str) -> Result<u64, String> {
    let (digits, unit) = UNITS
        .iter()
        .find_map(|(name, bytes)| Some((text.strip_suffix(name)?, *bytes)))
        .unwrap_or((text, 1));
    let number: u64 = digits
        .trim_end()
        .parse()
        .map_err(|_| "is not a size: write bytes, or a number with KiB or MiB".to_owned())?;
    let too_large = || format!("is too large: {} bytes are the most", u64::MAX);
    number.checked_mul(unit).ok_or_else(too_large)
}

#[cfg(test)]
mod tests;
