use super::*;

fn entry(hash: u32, number: usize) -> Entry {
    Entry {
        hash,
        slot: Slot::from_index(number),
    }
}

fn count(segment: &Segment, hash: u32) -> usize {
    segment.iter_hash(hash).count()
}

/// Lines that a look-up in vain walks over.
fn steps(segment: &Segment, hash: u32) -> usize {
    let mut walk = segment.walk(hash);
    while walk.next().is_some() {}
    walk.steps
}

#[test]
fn a_line_fills_what_a_processor_fetches() {
    assert_eq!(size_of::<Line>(), 64);
}

#[test]
fn what_has_no_room_in_its_line_stands_behind_it() {
    let mut segment = Segment::with_capacity(40);
    for number in 0..20 {
        segment.insert(entry(3, number));
    }
    segment.insert(entry(4, 20));
    assert_eq!((count(&segment, 3), count(&segment, 4)), (20, 1));
    assert!(segment.remove(entry(3, 0)));
    assert!(!segment.remove(entry(3, 0)));
    assert_eq!((count(&segment, 3), count(&segment, 4)), (19, 1));
}

#[test]
fn a_look_up_stops_at_its_line_once_nothing_stands_behind_it() {
    let mut segment = Segment::with_capacity(40);
    for number in 0..20 {
        segment.insert(entry(3, number));
    }
    assert_eq!(steps(&segment, 3), 3);
    // Those that stand last go first: each is looked for in all lines before.
    for number in (0..20).rev() {
        assert!(segment.remove(entry(3, number)));
    }
    assert_eq!(steps(&segment, 3), 1);
    assert!(segment.lines.iter().all(|line| line.passed == 0));
}

#[test]
fn the_line_behind_the_last_one_is_the_first() {
    let mut segment = Segment::with_capacity(0);
    for number in 0..10 {
        segment.insert(entry(u32::MAX, number));
    }
    assert_eq!(segment.lines[0].len, 3);
    assert!(segment.remove(entry(u32::MAX, 9)));
    assert_eq!(count(&segment, u32::MAX), 9);
}

#[test]
fn a_look_up_ends_even_if_entries_passed_every_line() {
    let mut segment = Segment::with_capacity(0);
    for line in &mut segment.lines {
        line.passed = 1;
    }
    assert_eq!(count(&segment, 9), 0);
}

#[test]
fn a_segment_grows_with_its_entries_and_shrinks_again() {
    let mut segment = Segment::with_capacity(0);
    let entries = || (0..1_000).map(|number| entry(number, number as usize));
    for entry in entries() {
        segment.insert(entry);
    }
    assert_eq!(segment.lines.len(), 256);
    for entry in entries() {
        assert!(segment.remove(entry));
    }
    let lines = segment.lines.len();
    assert!(lines <= 2 * KEPT_LINES, "{lines}");
}
