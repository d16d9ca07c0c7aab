use super::*;

#[test]
fn a_window_takes_so_many_lines_and_the_next_one_tells_how_many_were_left_out() {
    let began = Instant::now();
    let mut window = Window {
        began,
        lines: 0,
        left_out: 0,
    };
    for _ in 0..LINES_MAX {
        assert_eq!(window.admit(began), Some(0));
    }
    for _ in 0..7 {
        assert_eq!(window.admit(began), None);
    }
    assert_eq!(window.admit(began + WINDOW), Some(7));
    assert_eq!(window.admit(began + WINDOW), Some(0));
}
