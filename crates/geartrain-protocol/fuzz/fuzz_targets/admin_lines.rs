//! Any line: the same command with either end, and one line of answer when it is wrong.

#![no_main]

use bytes::Bytes;
use geartrain_protocol::admin::{AdminCommand, answer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    if line.contains(&b'\n') || line.ends_with(b"\r") {
        return;
    }
    let with_lf = AdminCommand::parse(&Bytes::from([line, b"\n"].concat()));
    let with_crlf = AdminCommand::parse(&Bytes::from([line, b"\r\n"].concat()));
    assert_eq!(with_lf, with_crlf);
    if let AdminCommand::Wrong(error) = with_lf {
        let mut written = Vec::new();
        answer::error(&mut written, &error);
        let line_end = written.iter().position(|byte| *byte == b'\n');
        assert_eq!(line_end, Some(written.len() - 1));
    }
});
