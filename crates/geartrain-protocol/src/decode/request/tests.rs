//! Requests that are of no family, and packets that are no request.

use bytes::Bytes;

use super::super::testing::{handle, refused, request_of, unique};
use crate::packet::{Magic, Packet};
use crate::{ClientId, PacketType, Refusal, Request};

#[test]
fn a_packet_without_arguments_may_carry_a_body_that_means_nothing() {
    let table = [
        (PacketType::ResetAbilities, Request::ResetAbilities),
        (PacketType::PreSleep, Request::PreSleep),
        (PacketType::GrabJob, Request::GrabJob),
        (PacketType::GrabJobUniq, Request::GrabJobUniq),
        (PacketType::GrabJobAll, Request::GrabJobAll),
        (PacketType::AllYours, Request::AllYours),
    ];
    for (packet_type, expected) in table {
        assert_eq!(request_of(packet_type, b""), Ok(expected.clone()));
        assert_eq!(request_of(packet_type, b"abc"), Ok(expected));
    }
}

#[test]
fn what_servers_send_and_type_5_is_not_expected_from_a_peer() {
    let table = [
        PacketType::Unused,
        PacketType::Noop,
        PacketType::JobCreated,
        PacketType::NoJob,
        PacketType::JobAssign,
        PacketType::EchoRes,
        PacketType::Error,
        PacketType::StatusRes,
        PacketType::OptionRes,
        PacketType::JobAssignUniq,
        PacketType::JobAssignAll,
        PacketType::StatusResUnique,
    ];
    for packet_type in table {
        let refusal = request_of(packet_type, b"a\0b\0c\0d\0e\0f");
        assert_eq!(refusal, refused("INVALID_COMMAND", "Command not expected"));
    }
}

#[test]
fn every_type_with_the_magic_of_responses_is_refused() {
    for packet_type in PacketType::ALL {
        let refusal = super::request(Packet {
            magic: Magic::Response,
            packet_type,
            body: Bytes::new(),
        });
        assert_eq!(refusal, refused("INVALID_MAGIC", "Request magic expected"));
    }
}

#[test]
fn a_client_id_is_cut_at_a_nul_and_at_its_bound() {
    fn id_of(body: &[u8]) -> Result<ClientId, Refusal> {
        match request_of(PacketType::SetClientId, body)? {
            Request::SetClientId { id } => Ok(id),
            other => panic!("read as {other:?}"),
        }
    }
    const LONG: &[u8] = &[b'i'; 200];
    assert_eq!(
        id_of(b"a b").map(ClientId::into_bytes),
        Ok(Bytes::from_static(b"a b"))
    );
    assert_eq!(
        id_of(b"a\0b").map(ClientId::into_bytes),
        Ok(Bytes::from_static(b"a"))
    );
    assert_eq!(id_of(LONG).map(|id| id.as_bytes().len()), Ok(127));
}

#[test]
fn a_status_is_asked_for_with_a_handle_closed_by_a_nul_or_not() {
    let handle = handle(b"H:a:1");
    for body in [b"H:a:1".as_slice(), b"H:a:1\0", b"H:a:1\0junk"] {
        let decoded = request_of(PacketType::GetStatus, body);
        assert_eq!(
            decoded,
            Ok(Request::GetStatus {
                handle: handle.clone()
            })
        );
    }
}

#[test]
fn a_status_of_a_handle_that_is_too_long_is_answered() {
    const LONG: &[u8] = &[b'h'; 64];
    assert!(request_of(PacketType::GetStatus, &LONG[1..]).is_ok());
    let expected = "job handle has 64 bytes, 63 are allowed";
    assert_eq!(
        request_of(PacketType::GetStatus, LONG),
        refused("ARGUMENT_TOO_LARGE", expected)
    );
}

#[test]
fn a_status_of_a_unique_that_is_too_long_is_answered() {
    const LONG: &[u8] = &[b'u'; 65];
    let fitting = request_of(PacketType::GetStatusUnique, &LONG[1..]);
    let unique = unique(&LONG[1..]);
    assert_eq!(fitting, Ok(Request::GetStatusUnique { unique }));
    let refusal = request_of(PacketType::GetStatusUnique, LONG);
    assert_eq!(
        refusal,
        refused("ARGUMENT_TOO_LARGE", "Unique value too large")
    );
}

#[test]
fn an_option_ends_at_a_nul() {
    let option = Bytes::from_static(b"exceptions");
    for body in [b"exceptions".as_slice(), b"exceptions\0"] {
        let decoded = request_of(PacketType::OptionReq, body);
        assert_eq!(
            decoded,
            Ok(Request::OptionReq {
                option: option.clone()
            })
        );
    }
}

#[test]
fn an_echo_is_any_bytes() {
    let payload = Bytes::from_static(b"\0a\0");
    let decoded = request_of(PacketType::EchoReq, b"\0a\0");
    assert_eq!(decoded, Ok(Request::Echo { payload }));
}
