//! What the fuzz targets share: streams in two halves, and packets made of structured bytes.

mod parts;
mod requests;
mod responses;
mod stream;

pub use requests::AnyRequest;
pub use responses::AnyResponse;
pub use stream::AnyStream;

use bytes::BytesMut;
use geartrain_protocol::StreamError;

/// Everything that a decoder makes of a stream, to its end or to the error that ends it.
pub type Decoded<T> = Vec<Result<T, StreamError>>;

/// Decodes `halves`, which arrive one after the other.
///
/// # Panics
/// When the decoder neither takes something nor waits, or takes while it waits.
pub fn decode_halves<T>(
    halves: [&[u8]; 2],
    mut decode: impl FnMut(&mut BytesMut) -> Result<Option<T>, StreamError>,
) -> Decoded<T> {
    let mut buffer = BytesMut::new();
    let mut decoded = Vec::new();
    for half in halves {
        buffer.extend_from_slice(half);
        loop {
            let before = buffer.len();
            match decode(&mut buffer) {
                Ok(Some(taken)) => decoded.push(Ok(taken)),
                Ok(None) => {
                    assert_eq!(buffer.len(), before, "waiting takes nothing");
                    break;
                }
                Err(error) => {
                    decoded.push(Err(error));
                    return decoded;
                }
            }
            assert!(buffer.len() < before, "something was taken");
        }
    }
    decoded
}
