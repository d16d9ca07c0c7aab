//! Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out.

use std::error::Error;
use std::io::Cursor;

use bytes::Bytes;
use geartrain_worker::{Failure, JobContext};
use image::ImageFormat;
use tokio::task::spawn_blocking;

const SIDE: u32 = 200;

async fn thumbnail(job: JobContext) -> Result<Bytes, Failure> {
    let picture = job.payload().clone();
    // Decoding would keep other tasks of this thread waiting.
    Ok(spawn_blocking(move || shrink(&picture)).await??)
}

fn shrink(picture: &[u8]) -> Result<Bytes, image::ImageError> {
    let small = image::load_from_memory(picture)?.thumbnail(SIDE, SIDE);
    let mut out = Cursor::new(Vec::new());
    small.into_rgb8().write_to(&mut out, ImageFormat::Jpeg)?;
    Ok(out.into_inner().into())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    geartrain_examples::work("thumbnail", thumbnail).await
}
