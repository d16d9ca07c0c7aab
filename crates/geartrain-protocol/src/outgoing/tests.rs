//! Gathering, sharing, and giving back.

use std::io::IoSlice;

use bytes::{Buf, Bytes};

use super::Outgoing;
use crate::limits::{OUTGOING_KEPT_BYTES, OUTGOING_KEPT_CHUNKS, PAYLOAD_COPIED_BYTES_MAX};
use crate::{Handle, Response};

const LARGE: usize = PAYLOAD_COPIED_BYTES_MAX + 1;

fn result(data: &Bytes) -> Response {
    Response::WorkComplete {
        handle: Handle::new(Bytes::from_static(b"H:a:1")).expect("a good handle"),
        data: data.clone(),
    }
}

/// Lengths of the parts that a vectored write of up to four would get.
fn part_lengths(outgoing: &Outgoing) -> Vec<usize> {
    let mut slices = [IoSlice::new(&[]); 4];
    let filled = outgoing.chunks_vectored(&mut slices);
    slices[..filled].iter().map(|slice| slice.len()).collect()
}

fn push_small(outgoing: &mut Outgoing, count: usize) {
    for _ in 0..count {
        outgoing.push_response(&Response::Noop);
    }
}

fn drain(outgoing: &mut Outgoing) {
    outgoing.advance(outgoing.remaining());
}

#[test]
fn small_packets_are_gathered_in_one_part() {
    let mut outgoing = Outgoing::default();
    outgoing.push_response(&Response::Noop);
    outgoing.push_text(b"OK\r\n");
    outgoing.push_response(&result(&Bytes::from(vec![b'x'; PAYLOAD_COPIED_BYTES_MAX])));
    assert_eq!(
        part_lengths(&outgoing),
        [12 + 4 + 18 + PAYLOAD_COPIED_BYTES_MAX]
    );
}

#[test]
fn a_large_payload_is_a_part_of_its_own_and_not_copied() {
    let payload = Bytes::from(vec![b'x'; LARGE]);
    let mut outgoing = Outgoing::default();
    outgoing.push_response(&result(&payload));
    outgoing.push_response(&Response::Noop);
    assert_eq!(part_lengths(&outgoing), [18, LARGE, 12]);
    outgoing.advance(18);
    assert_eq!(outgoing.chunk().as_ptr(), payload.as_ptr());
}

#[test]
fn no_part_is_empty() {
    let mut outgoing = Outgoing::default();
    assert_eq!(part_lengths(&outgoing), [0_usize; 0]);
    outgoing.push_response(&result(&Bytes::from(vec![b'x'; LARGE])));
    assert_eq!(part_lengths(&outgoing), [18, LARGE]);
    drain(&mut outgoing);
    assert_eq!(part_lengths(&outgoing), [0_usize; 0]);
}

#[test]
fn more_parts_than_slices_are_written_in_turns() {
    let mut outgoing = Outgoing::default();
    for _ in 0..3 {
        outgoing.push_response(&result(&Bytes::from(vec![b'x'; LARGE])));
    }
    assert_eq!(part_lengths(&outgoing), [18, LARGE, 18, LARGE]);
    outgoing.advance(18 + LARGE + 5);
    assert_eq!(part_lengths(&outgoing), [13, LARGE, 18, LARGE]);
}

#[test]
fn what_is_read_in_steps_of_any_size_is_what_was_written() {
    let payload: Bytes = (0..LARGE).map(|index| index.to_le_bytes()[0]).collect();
    for step in [1, 7, 12, 18, 4096, 10_000] {
        let mut outgoing = Outgoing::default();
        outgoing.push_response(&Response::Noop);
        outgoing.push_response(&result(&payload));
        outgoing.push_text(b"OK\r\n");
        let mut read = Vec::new();
        while outgoing.has_remaining() {
            let count = outgoing.chunk().len().min(step);
            read.extend_from_slice(&outgoing.chunk()[..count]);
            outgoing.advance(count);
        }
        let front = b"\0RES\0\0\0\x06\0\0\0\0\0RES\0\0\0\x0d\0\0\x10\x07H:a:1\0";
        assert_eq!(read, [front.as_slice(), &payload, b"OK\r\n"].concat());
    }
}

#[test]
fn writing_and_reading_by_turns_does_not_grow_the_buffer() {
    let mut outgoing = Outgoing::default();
    push_small(&mut outgoing, 100);
    drain(&mut outgoing);
    for _ in 0..10_000 {
        push_small(&mut outgoing, 100);
        drain(&mut outgoing);
    }
    assert!(
        outgoing.tail.capacity() <= 4 * 100 * 12,
        "{}",
        outgoing.tail.capacity()
    );
}

#[test]
fn a_reader_that_is_always_one_packet_behind_does_not_grow_the_buffer() {
    let mut outgoing = Outgoing::default();
    push_small(&mut outgoing, 10);
    for _ in 0..100_000 {
        push_small(&mut outgoing, 1);
        outgoing.advance(12);
    }
    assert_eq!(outgoing.remaining(), 120);
    assert!(
        outgoing.tail.capacity() <= 4 * 120,
        "{}",
        outgoing.tail.capacity()
    );
}

#[test]
fn a_burst_gives_its_memory_back_once_it_is_read() {
    let mut outgoing = Outgoing::default();
    push_small(&mut outgoing, OUTGOING_KEPT_BYTES);
    for _ in 0..OUTGOING_KEPT_CHUNKS {
        outgoing.push_response(&result(&Bytes::from(vec![b'x'; LARGE])));
    }
    drain(&mut outgoing);
    assert_eq!(outgoing.tail.capacity(), 0);
    assert_eq!(outgoing.chunks.capacity(), 0);
}

#[test]
fn a_modest_buffer_is_kept() {
    let mut outgoing = Outgoing::default();
    push_small(&mut outgoing, 10);
    drain(&mut outgoing);
    let written_at = outgoing.tail.as_ptr();
    push_small(&mut outgoing, 1);
    assert!(
        outgoing.tail.as_ptr() >= written_at,
        "the same memory is written to"
    );
}
