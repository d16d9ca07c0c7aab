use byteorder::{BigEndian, ByteOrder};
use bytes::BytesMut;

use super::ResponseDecoder;
use crate::limits::{HANDLE_BYTES_MAX, HEADER_BYTES, PACKET_BYTES_DEFAULT};
use crate::{PacketType, StreamError};

fn announce(packet_type: PacketType, body_bytes: usize) -> BytesMut {
    let mut header = [0; HEADER_BYTES];
    header[..4].copy_from_slice(b"\0RES");
    BigEndian::write_u32(&mut header[4..8], packet_type.number());
    BigEndian::write_u32(&mut header[8..], u32::try_from(body_bytes).unwrap());
    BytesMut::from(&header[..])
}

#[test]
fn the_largest_job_that_can_be_submitted_can_be_taken() {
    // An assignment has what the submission had, and the handle and its NUL before it.
    let largest = PACKET_BYTES_DEFAULT + HANDLE_BYTES_MAX + 1;
    let mut buffer = announce(PacketType::JobAssignUniq, largest);
    assert_eq!(ResponseDecoder::default().decode(&mut buffer), Ok(None));
    let mut buffer = announce(PacketType::JobAssignUniq, largest + 1);
    assert!(matches!(
        ResponseDecoder::default().decode(&mut buffer),
        Err(StreamError::TooLarge { .. })
    ));
}
