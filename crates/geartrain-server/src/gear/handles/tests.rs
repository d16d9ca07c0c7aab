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
        let handle = writer.write(JobId(number), &handles);
        assert_eq!(handle, format!("H:host:{number}").as_bytes());
        assert_eq!(handles.job(handle), Some(JobId(number)));
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
fn a_prefix_leaves_room_for_any_number() {
    let longest = "p".repeat(HANDLE_PREFIX_BYTES_MAX);
    let handles = Handles::new(&longest).unwrap();
    let mut writer = HandleWriter::default();
    let handle = writer.write(JobId(u64::MAX), &handles);
    assert!(handle.len() <= HANDLE_BYTES_MAX);
    assert!(Handles::new(&format!("{longest}p")).is_none());
    assert!(Handles::new("a\0b").is_none());
}

#[test]
fn a_handle_has_nothing_of_the_one_before() {
    let mut writer = HandleWriter::default();
    let numbers = [
        7, 12_345, 12_346, 10_000, 19_999, 20_000, 9_999, 120_001, 12_001,
    ];
    for (number, prefix) in numbers
        .into_iter()
        .zip(["H:a:", "H:a:", "H:a:1"].iter().cycle())
    {
        let handles = Handles::new(prefix).unwrap();
        let handle = writer.write(JobId(number), &handles);
        assert_eq!(handle, format!("{prefix}{number}").as_bytes());
    }
}

#[test]
fn neighbours_differ_in_their_last_digits() {
    let (handles, mut writer) = (handles(), HandleWriter::default());
    for number in (0..30_000).chain((95_000..105_000).rev()) {
        let handle = writer.write(JobId(number), &handles);
        assert_eq!(handle, format!("H:host:{number}").as_bytes());
    }
}

#[test]
fn a_text_shows_the_same_handle() {
    let mut text = b"> ".to_vec();
    handles().append(JobId(12), &mut text);
    assert_eq!(text, b"> H:host:12");
}
