//! Numbers and types.

use super::PacketType;
use crate::StreamError;

#[test]
fn the_list_of_types_is_in_the_order_of_their_numbers() {
    for (number, packet_type) in (1..).zip(PacketType::ALL) {
        assert_eq!(packet_type.number(), number);
        assert_eq!(PacketType::try_from(number), Ok(packet_type));
    }
}

#[test]
fn numbers_outside_1_to_42_are_no_type() {
    for number in [0, 43, 0x8000_0000, u32::MAX] {
        assert_eq!(PacketType::try_from(number), Err(StreamError::Type(number)));
    }
}

#[test]
fn types_have_the_numbers_of_the_protocol() {
    let table = [
        (PacketType::CanDo, 1),
        (PacketType::SubmitJob, 7),
        (PacketType::JobAssign, 11),
        (PacketType::WorkFail, 14),
        (PacketType::SubmitJobBg, 18),
        (PacketType::WorkException, 25),
        (PacketType::JobAssignUniq, 31),
        (PacketType::SubmitJobEpoch, 36),
        (PacketType::GrabJobAll, 39),
        (PacketType::StatusResUnique, 42),
    ];
    for (packet_type, number) in table {
        assert_eq!(packet_type.number(), number);
    }
}
