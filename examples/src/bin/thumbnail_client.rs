//! Has a thumbnail made: `thumbnail_client PICTURE THUMBNAIL`.

use std::error::Error;
use std::path::Path;

use bytes::Bytes;
use geartrain_client::Job;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [picture, thumbnail] = paths()?;
    let picture = Path::new(&picture);
    let bytes = Bytes::from(std::fs::read(picture)?);

    let client = geartrain_examples::connect().await?;
    let result = client
        .submit(Job::new("thumbnail", bytes.clone()))
        .await?
        .await?;

    std::fs::write(thumbnail, &result)?;
    let name = picture.file_name().unwrap_or_default().display();
    let (before, after) = (bytes.len(), result.len());
    println!("{name}: {before} bytes, thumbnail {after} bytes");
    Ok(())
}

fn paths() -> Result<[String; 2], &'static str> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    given
        .try_into()
        .map_err(|_| "usage: thumbnail_client PICTURE THUMBNAIL")
}
