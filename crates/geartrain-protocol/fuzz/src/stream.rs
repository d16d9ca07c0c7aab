//! Streams of frames, lines and noise: random bytes alone hardly ever make a header.

use arbitrary::Arbitrary;

/// A stream, and where it is cut in two.
#[derive(Arbitrary, Debug)]
pub struct AnyStream {
    cut: u16,
    parts: Vec<AnyPart>,
}

#[derive(Arbitrary, Debug)]
enum AnyPart {
    /// A frame whose size is right.
    Frame {
        is_response: bool,
        packet_type: u8,
        body: Vec<u8>,
    },
    /// A frame whose size is what it is.
    Announced {
        is_response: bool,
        packet_type: u32,
        body_bytes: u32,
        body: Vec<u8>,
    },
    Line(Vec<u8>),
    Noise(Vec<u8>),
}

impl AnyStream {
    /// The bytes of the stream, and how many of them arrive first.
    pub fn bytes(&self) -> (Vec<u8>, usize) {
        let mut bytes = Vec::new();
        for part in &self.parts {
            part.append_to(&mut bytes);
        }
        let cut = usize::from(self.cut).min(bytes.len());
        (bytes, cut)
    }
}

impl AnyPart {
    fn append_to(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Frame {
                is_response,
                packet_type,
                body,
            } => {
                // 0 to 43: every type, and the first numbers beyond on both sides.
                let packet_type = u32::from(packet_type % 44);
                let body_bytes = u32::try_from(body.len()).expect("inputs are short");
                append_header(bytes, *is_response, [packet_type, body_bytes]);
                bytes.extend_from_slice(body);
            }
            Self::Announced {
                is_response,
                packet_type,
                body_bytes,
                body,
            } => {
                append_header(bytes, *is_response, [*packet_type, *body_bytes]);
                bytes.extend_from_slice(body);
            }
            Self::Line(line) => {
                bytes.extend_from_slice(line);
                bytes.push(b'\n');
            }
            Self::Noise(noise) => bytes.extend_from_slice(noise),
        }
    }
}

fn append_header(bytes: &mut Vec<u8>, is_response: bool, numbers: [u32; 2]) {
    bytes.extend_from_slice(if is_response { b"\0RES" } else { b"\0REQ" });
    for number in numbers {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
}
