use super::*;

fn handles() -> Handles {
    Handles::new("H:host:").unwrap()
}

#[test]
fn a_handle_leads_back_to_its_job() {
    let (handles, mut writer) = (handles(), HandleWriter::default());
    for number in [
        1,
        9,
        10,
        99,
        100,
        101,
        1_000,
        1_700_000_000_000_000,
        u64::MAX,
    ] {
        let handle = handles.handle(JobId(number), &mut writer);
        assert_eq!(handle.as_bytes(), format!("H:host:{number}").as_bytes());
        assert_eq!(handles.job(handle.as_bytes()), Some(JobId(number)));
    }
}

#[test]
fn what_this_server_never_gives_out_is_no_job() {
    let strange: [&[u8]; 8] = [
        b"",
        b"H:host:",
        b"H:other:1",
        b"H:host:+1",
        b"H:host:01",
        b"H:host:1x",
        b"H:host:\xff",
        b"H:host:99999999999999999999",
    ];
    for handle in strange {
        assert_eq!(handles().job(handle), None, "{}", handle.escape_ascii());
    }
}

#[test]
fn many_handles_outlive_the_block_they_were_written_in() {
    let (handles, mut writer) = (handles(), HandleWriter::default());
    let written: Vec<Handle> = (1..2_000)
        .map(|number| handles.handle(JobId(number), &mut writer))
        .collect();
    for (number, handle) in (1..).zip(&written) {
        assert_eq!(handles.job(handle.as_bytes()), Some(JobId(number)));
    }
}

#[test]
fn a_prefix_leaves_room_for_any_number() {
    let longest = "p".repeat(HANDLE_PREFIX_BYTES_MAX);
    let handles = Handles::new(&longest).unwrap();
    handles.handle(JobId(u64::MAX), &mut HandleWriter::default());
    assert!(Handles::new(&format!("{longest}p")).is_none());
    assert!(Handles::new("a\0b").is_none());
}

#[test]
fn a_text_shows_the_same_handle() {
    let mut text = b"> ".to_vec();
    handles().append(JobId(12), &mut text);
    assert_eq!(text, b"> H:host:12");
}
