use super::*;

fn function(name: &str) -> Function {
    Function {
        function: name.to_owned(),
        total: 1_234_567,
        waiting: 1_234_560,
        high: 1,
        normal: 1_234_557,
        low: 2,
        running: 7,
        workers: 9_999_999,
    }
}

#[test]
fn a_line_fits_into_80_columns() {
    let text = text(&[function(&"x".repeat(400))]);
    let widths: Vec<usize> = text.lines().map(str::len).collect();
    assert_eq!(widths, [80, 80]);
}

#[test]
fn priorities_are_read_from_the_right_since_a_name_may_hold_a_tab() {
    let answer = Bytes::from_static(b"resize\t1\t2\t3\t4\na\tb\t5\t6\t7\t8\n.\n");
    let waiting = waiting_by_priority(&answer);
    assert_eq!(waiting[&b"resize"[..]], [1, 2, 3]);
    assert_eq!(waiting[&b"a\tb"[..]], [5, 6, 7]);
}

#[test]
fn a_server_without_functions_is_told_in_words() {
    assert!(text(&[]).contains("no functions"));
}
