//! Taking the lists of the admin protocol apart.

/// The lines of a list, without their ends and without the closing dot.
pub(crate) fn lines(answer: &[u8]) -> impl Iterator<Item = &[u8]> {
    answer
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| *line != b"." && !line.is_empty())
}

/// What stands before the last `N` numbers of a line, and those. Fields are parted by tabs.
pub(crate) fn fields_from_right<const N: usize>(line: &[u8]) -> Option<(&[u8], [u64; N])> {
    let mut fields = line.rsplitn(N + 1, |byte| *byte == b'\t');
    let mut numbers = [0; N];
    for number in numbers.iter_mut().rev() {
        *number = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
    }
    Some((fields.next()?, numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dot_that_ends_a_list_is_no_line() {
        let found: Vec<&[u8]> = lines(b"one\ntwo\r\n.\n").collect();
        assert_eq!(found, [&b"one"[..], b"two"]);
    }

    #[test]
    fn a_line_with_too_few_or_odd_fields_is_not_read() {
        assert_eq!(
            fields_from_right::<2>(b"f\t1\t2"),
            Some((&b"f"[..], [1, 2]))
        );
        assert_eq!(fields_from_right::<2>(b"1\t2"), None);
        assert_eq!(fields_from_right::<2>(b"f\tx\t2"), None);
    }
}
